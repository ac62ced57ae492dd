using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

[Collection("The kernel")]
public sealed class TrafficClassTests : TrafficTest
{
    private const int Rounds = 10;

    private static readonly TrafficHandle s_root = new(1, 0);

    private static readonly Gen<HtbClass> s_classes = Gen.Select(Gen.Long[1000, 6_000_000], Gen.Long[0, 6_000_000], Gen.Int[1600, 100_000], Gen.Int[1600, 100_000], Gen.Int[0, 7], Gen.Int[1500, 60_000])
        .Select((rate, more, burst, ceilingBurst, priority, quantum) => new HtbClass(rate * 8)
        {
            Handle = new TrafficHandle(1, 0x10),
            Parent = s_root,
            Ceiling = (rate + more) * 8,
            Burst = burst,
            CeilingBurst = ceilingBurst,
            Priority = priority,
            Quantum = quantum,
            Overhead = priority,
        });

    [Fact]
    public void Htb_class_reads_back_as_it_was_written()
    {
        First.Qdiscs.Add(new HtbQdisc { Handle = s_root, DefaultClass = 0x10 });
        InstalledPrograms.Require("tc");
        s_classes.Sample(
            item =>
            {
                First.Classes.Add(item).Should().Be(item with { Parent = TrafficHandle.Root });
                First.Classes.Find(new TrafficHandle(1, 0x10)).Should().Be(item with { Parent = TrafficHandle.Root });
                string text = Tool.RunIn(Red, "tc", "-d", "class", "show", "dev", "a0");
                text.Should().Contain($"htb 1:10 root prio {item.Priority} quantum {item.Quantum} ");
                First.Classes.Delete(new TrafficHandle(1, 0x10));
                First.Classes.List().Should().BeEmpty();
            },
            iter: Rounds,
            threads: 1);
    }

    [Theory]
    [InlineData("rate 1mbit ceil 2mbit burst 15000 cburst 1600 prio 2 quantum 3000")]
    [InlineData("rate 50mbit")]
    [InlineData("rate 40gbit ceil 50gbit burst 1mb cburst 1mb quantum 60000")]
    [InlineData("rate 64kbit ceil 128kbit overhead 14 mpu 64 quantum 1500")]
    public void What_tc_makes_is_read_and_written_again(string options)
    {
        Tc(Red, "qdisc add dev a0 root handle 1: htb default 10");
        Tc(Red, "class add dev a0 parent 1: classid 1:1 htb rate 100mbit quantum 20000");
        Tc(Red, $"class add dev a0 parent 1:1 classid 1:10 htb {options}");
        Tc(Red, "qdisc add dev a0 parent 1:10 handle 20: pfifo limit 5");
        Second.Qdiscs.Add(First.Qdiscs.Find(TrafficHandle.Root)!);
        IReadOnlyList<TrafficClass> classes = First.Classes.List();
        classes.Should().HaveCount(2).And.AllBeOfType<HtbClass>();
        // A class of the highest level has the qdisc as parent when it is written.
        foreach (TrafficClass item in classes.OrderBy(item => item.Handle!.Value.Minor))
        {
            Second.Classes.Add(item.Parent == TrafficHandle.Root ? item with { Parent = s_root } : item).Should().Be(item);
        }

        Second.Qdiscs.Add(First.Qdiscs.List<PfifoQdisc>().Single());
        First.Classes.Find(new TrafficHandle(1, 0x10))!.Qdisc.Should().Be(new TrafficHandle(0x20, 0));
        Second.Classes.Find(new TrafficHandle(1, 0x10))!.Qdisc.Should().Be(new TrafficHandle(0x20, 0));
        Tool.RunIn(Blue, "tc", "class", "show", "dev", "b0").Should().Be(Tool.RunIn(Red, "tc", "class", "show", "dev", "a0"));
    }

    [Fact]
    public void Class_is_changed_and_what_is_missing_is_an_error()
    {
        First.Qdiscs.Add(new HtbQdisc { Handle = s_root, DefaultClass = 0x10 });
        HtbClass item = new(8_000_000) { Handle = new TrafficHandle(1, 0x10), Parent = s_root, Burst = 5000, CeilingBurst = 5000, Quantum = 2000 };
        FluentActions.Invoking(() => First.Classes.Change(item)).Should().Throw<NetlinkException>();
        First.Classes.Replace(item);
        First.Classes.Replace(item);
        FluentActions.Invoking(() => First.Classes.Add(item)).Should().Throw<NetlinkException>().Which.Remedy.Should().Contain("Replace");
        First.Classes.Change(item with { Quantum = 3000 });
        First.Classes.List<HtbClass>().Should().ContainSingle().Which.Quantum.Should().Be(3000);
        FluentActions.Invoking(() => First.Classes.Delete(new TrafficHandle(1, 0x99))).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
    }
}
