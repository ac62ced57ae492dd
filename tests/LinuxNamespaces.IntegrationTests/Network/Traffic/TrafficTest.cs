using System.Text.Json;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

/// <summary>A test on two links that are the ends of a cable: a0 in one namespace, b0 in another. Both are up, and have 10.0.0.1 and 10.0.0.2.</summary>
public abstract class TrafficTest : KernelTest
{
    protected TrafficTest()
    {
        VethPair pair = VethPair.Create(Red, "a0", Blue, "b0").Connect();
        First = pair.First;
        Second = pair.Second;
        First.AddAddress("10.0.0.1/24");
        Second.AddAddress("10.0.0.2/24");
    }

    protected Link First { get; }

    protected Link Second { get; }

    /// <summary>Skips the test if the kernel lacks what an action needs.</summary>
    internal static void RequireSupport(Action probe)
    {
        try
        {
            probe();
        }
        catch (NotSupportedException e)
        {
            Assert.Skip($"The kernel has no {e.Message.Split("The kernel lacks ")[1].Split(": it is")[0]}.");
        }
    }

    /// <summary>Skips the test if the kernel does not have a kind of qdisc.</summary>
    protected void RequireQdisc(Qdisc qdisc) => RequireSupport(() =>
    {
        Link probe = VethPair.Create(Red, "probe0", Red, "probe1").First;
        try
        {
            probe.Qdiscs.Add(qdisc);
        }
        finally
        {
            probe.Delete();
        }
    });

    /// <summary>Skips the test if the kernel does not have a kind of filter or action.</summary>
    protected void RequireFilter(TrafficFilter filter) => RequireSupport(() =>
    {
        Link probe = VethPair.Create(Red, "probe0", Red, "probe1").First;
        try
        {
            probe.Qdiscs.Add(new ClsactQdisc());
            probe.Filters.Add(filter with { Parent = TrafficHandle.ClsactIngress, Target = null });
        }
        finally
        {
            probe.Delete();
        }
    });

    protected static void Tc(NetNamespace netNamespace, string command) => Tool.RunIn(netNamespace, ["tc", .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>What tc(8) shows of the options of a qdisc.</summary>
    protected static JsonElement TcOptions(NetNamespace netNamespace, string link, string kind)
    {
        // The JSON of hfsc is none before iproute2 6.2: its options are bare text.
        if (kind == "hfsc")
        {
            string options = Tool.RunIn(netNamespace, "tc", "-d", "qdisc", "show", "dev", link).Split(" default ")[1];
            return JsonSerializer.SerializeToElement(options.Split(' ')[0].Trim());
        }

        return Tool.Json(netNamespace, "tc", "-j", "-d", "qdisc", "show", "dev", link).Single(qdisc => qdisc.GetProperty("kind").GetString() == kind).GetProperty("options");
    }
}
