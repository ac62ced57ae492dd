using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>Every combination of namespaces works, or is refused with a reason before anything is done.</summary>
[Collection("The kernel")]
public sealed class NamespaceMatrixTests
{
    private static readonly NamespaceTypes[] s_kinds = [.. NamespaceKinds.Each(NamespaceKinds.All)];

    private static bool IsPrivileged => Capabilities.Has(Capability.SysAdmin);

    [Theory]
    [InlineData(Carrier.Automatic)]
    [InlineData(Carrier.Launcher)]
    [InlineData(Carrier.LauncherWithoutClone3)]
    [InlineData(Carrier.LauncherByPosixSpawn)]
    public void Every_set_of_new_namespaces_is_had_or_refused(Carrier carrier)
    {
        Require.UserNamespaces();
        for (int set = 0; set < 1 << s_kinds.Length; set++)
        {
            NamespaceTypes types = s_kinds.Where((_, bit) => (set & (1 << bit)) != 0).Aggregate(NamespaceTypes.None, (all, type) => all | type);
            bool allowed = types == 0 || IsPrivileged || types.HasFlag(NamespaceTypes.User);
            Verify(new NamespaceProcessStartInfo("cat") { NewNamespaces = types, IdMap = MapFor(types), StandardInput = ProcessStream.Pipe }.By(carrier), [], allowed);
        }
    }

    [Theory]
    [InlineData(Carrier.Automatic)]
    [InlineData(Carrier.LauncherByPosixSpawn)]
    public void Every_pair_of_a_new_and_a_joined_namespace_is_had_or_refused(Carrier carrier)
    {
        Require.UserNamespaces();
        using NamespaceProcess holder = Hold(NamespaceKinds.All);
        foreach (NamespaceTypes joined in s_kinds)
        {
            Dictionary<NamespaceTypes, NamespaceIdentity> expected = Identities(holder, joined);
            foreach (NamespaceTypes created in s_kinds.Where(created => created != joined).Prepend(NamespaceTypes.None))
            {
                NamespaceProcessStartInfo info = new("cat")
                {
                    NewNamespaces = created,
                    IdMap = MapFor(created),
                    JoinNamespaces = { { holder.Id, joined } },
                    StandardInput = ProcessStream.Pipe,
                };
                Verify(info.By(carrier), expected, allowed: IsPrivileged || joined == NamespaceTypes.User);
            }
        }
    }

    [Fact]
    public void Every_pair_is_had_together_with_the_user_namespace_that_owns_it()
    {
        Require.UserNamespaces();
        using NamespaceProcess holder = Hold(NamespaceKinds.All);
        foreach (NamespaceTypes joined in s_kinds.Where(joined => joined != NamespaceTypes.User))
        {
            Dictionary<NamespaceTypes, NamespaceIdentity> expected = Identities(holder, joined | NamespaceTypes.User);
            foreach (NamespaceTypes created in s_kinds.Where(created => created != joined && created != NamespaceTypes.User).Prepend(NamespaceTypes.None))
            {
                NamespaceProcessStartInfo info = new("cat")
                {
                    NewNamespaces = created,
                    JoinNamespaces = { { holder.Id, joined | NamespaceTypes.User } },
                    StandardInput = ProcessStream.Pipe,
                };
                Verify(info, expected, allowed: true);
            }
        }
    }

    [Fact]
    public void Namespaces_of_the_first_user_namespace_are_joined_together_with_another()
    {
        Require.Privileges();
        using NamespaceProcess plain = Hold(NamespaceKinds.All & ~NamespaceTypes.User);
        using NamespaceProcess other = Hold(NamespaceTypes.User);
        foreach (NamespaceTypes joined in s_kinds.Where(joined => joined != NamespaceTypes.User))
        {
            Dictionary<NamespaceTypes, NamespaceIdentity> expected = Identities(plain, joined);
            expected[NamespaceTypes.User] = Identities(other, NamespaceTypes.User)[NamespaceTypes.User];
            NamespaceProcessStartInfo info = new("cat")
            {
                JoinNamespaces = { { plain.Id, joined }, { other.Id, NamespaceTypes.User } },
                StandardInput = ProcessStream.Pipe,
            };
            Verify(info, expected, allowed: true);
        }
    }

    private static NamespaceProcess Hold(NamespaceTypes types) =>
        NamespaceProcess.Start(new NamespaceProcessStartInfo("sleep", "1000") { NewNamespaces = types, IdMap = MapFor(types) });

    private static IdMap? MapFor(NamespaceTypes types) => types.HasFlag(NamespaceTypes.User) ? IdMap.CurrentUserAsRoot : null;

    private static Dictionary<NamespaceTypes, NamespaceIdentity> Identities(NamespaceProcess process, NamespaceTypes types) =>
        NamespaceKinds.Each(types).ToDictionary(type => type, type =>
        {
            using Namespace opened = process.OpenNamespace(type);
            return opened.Identity;
        });

    private static void Verify(NamespaceProcessStartInfo info, Dictionary<NamespaceTypes, NamespaceIdentity> joined, bool allowed)
    {
        string what = $"new {info.NewNamespaces}, joined {info.JoinNamespaces.Types}";
        if (!allowed)
        {
            Action start = () => NamespaceProcess.Start(info).Dispose();
            start.Should().Throw<LinuxException>(what).Which.Should().NotBeOfType<ChildSetupException>(what).And.Match<LinuxException>(e => e.Remedy != null);
            return;
        }

        using NamespaceProcess process = NamespaceProcess.Start(info);
        foreach ((NamespaceTypes type, NamespaceIdentity identity) in Identities(process, NamespaceKinds.All))
        {
            using Namespace own = Namespace.OpenCurrent(type);
            if (joined.TryGetValue(type, out NamespaceIdentity expected))
            {
                identity.Should().Be(expected, $"{type} is joined ({what})");
            }
            else if (info.NewNamespaces.HasFlag(type))
            {
                identity.Should().NotBe(own.Identity, $"{type} is new ({what})");
            }
            else
            {
                identity.Should().Be(own.Identity, $"{type} is kept ({what})");
            }
        }

        process.StandardInput.Dispose();
        process.WaitForExit().ExitCode.Should().Be(0, what);
    }
}
