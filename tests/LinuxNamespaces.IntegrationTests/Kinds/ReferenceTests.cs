using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class ReferenceTests : KindTest
{
    [Fact]
    public void Namespaces_of_every_kind_are_found_again()
    {
        foreach (NamespaceSupport kind in Namespace.GetSupport())
        {
            using Namespace current = Namespace.OpenCurrent(kind.Type);
            NamespaceReference reference = NamespaceReference.Parse(current.GetReference().ToString());
            reference.Should().Be(current.GetReference());
            using Namespace? again = reference.TryOpen();
            again.Should().NotBeNull().And.Be(current);
            again!.GetType().Should().Be(current.GetType());
            using Namespace? searched = (reference with { Id = null }).TryOpen();
            (searched is null).Should().Be(reference.Id is not null, "before kernel 6.18 it is searched for; from then on the number has to agree");
            using NamespaceHandle? found = NamespaceFinder.Find(kind.Type, current.Identity);
            found!.Identity.Should().Be(current.Identity);
        }
    }

    [Fact]
    public void One_that_nobody_is_in_is_found_and_not_kept()
    {
        NetNamespace lonely = NetNamespace.Create();
        NamespaceReference reference = lonely.GetReference();
        Assert.SkipWhen(reference.Id is null, "The kernel gives namespaces no number (6.18).");
        using (Namespace? again = reference.TryOpen())
        {
            Assert.SkipWhen(again is null && !Require.IsRootOfTheMachine, "The kernel opens namespaces by their number for root only.");
            again.Should().Be(lonely);
        }

        lonely.Dispose();
        SpinWait.SpinUntil(() => IsGone(reference), TimeSpan.FromSeconds(10)).Should().BeTrue("a note keeps nothing alive");
    }

    [Fact]
    public async Task One_of_a_process_is_found_until_it_ends()
    {
        NamespaceReference reference;
        await using (NamespaceProcess process = Start(NamespaceTypes.Uts))
        {
            using (UtsNamespace names = UtsNamespace.OpenProcess(process.Id))
            {
                reference = names.GetReference();
            }

            using Namespace? again = reference.TryOpen();
            again.Should().BeOfType<UtsNamespace>();
        }

        SpinWait.SpinUntil(() => IsGone(reference), TimeSpan.FromSeconds(10)).Should().BeTrue();
        (reference with { Boot = Guid.NewGuid() }).TryOpen().Should().BeNull();
    }

    [Theory]
    [InlineData(NamespaceTypes.Uts)]
    [InlineData(NamespaceTypes.Ipc)]
    [InlineData(NamespaceTypes.Cgroup)]
    [InlineData(NamespaceTypes.Network)]
    [InlineData(NamespaceTypes.User)]
    [InlineData(NamespaceTypes.Time)]
    public void Those_of_each_kind_are_pinned_by_a_path(NamespaceTypes type)
    {
        Require.Privileges();
        string path = Path.GetTempFileName();
        File.Delete(path);
        NamespaceReference reference;
        using (Namespace created = Create(type))
        {
            created.Pin(path);
            reference = created.GetReference();
        }

        try
        {
            using Namespace pinned = Namespace.Open(path);
            pinned.GetReference().Should().Be(reference);
            using NamespaceHandle? found = NamespaceFinder.Find(type, reference.Identity);
            found!.Identity.Should().Be(reference.Identity);
        }
        finally
        {
            Namespace.Unpin(path);
        }

        SpinWait.SpinUntil(() => reference.Id is null || IsGone(reference), TimeSpan.FromSeconds(10)).Should().BeTrue();
    }

    [Fact]
    public void A_number_that_nobody_has_opens_nothing()
    {
        using Namespace current = Namespace.OpenCurrent(NamespaceTypes.Uts);
        NamespaceReference reference = current.GetReference();
        Assert.SkipWhen(reference.Id is null, "The kernel gives namespaces no number (6.18).");
        (reference with { Id = reference.Id + 1000000 }).TryOpen().Should().BeNull();
    }

    private static bool IsGone(NamespaceReference reference)
    {
        using Namespace? again = reference.TryOpen();
        return again is null;
    }

    private static Namespace Create(NamespaceTypes type) => type switch
    {
        NamespaceTypes.Uts => UtsNamespace.Create(),
        NamespaceTypes.Ipc => IpcNamespace.Create(),
        NamespaceTypes.Cgroup => CgroupNamespace.Create(),
        NamespaceTypes.User => UserNamespace.Create(),
        NamespaceTypes.Time => TimeNamespace.Create(new TimeOffsets { Boottime = TimeSpan.FromSeconds(1) }),
        _ => NetNamespace.Create(),
    };
}
