using FluentAssertions;
using LinuxNamespaces.Execution;
using Xunit;

namespace LinuxNamespaces.Tests.Execution;

/// <summary>What is said to help where namespaces cannot be created, of systems that are not this one: each cause, and another one with the same error.</summary>
public sealed class UserNamespaceRemedyTests
{
    private const int SysAdmin = 21;
    private const string AppArmor = "kernel/apparmor_restrict_unprivileged_userns";
    private const string Clone = "kernel/unprivileged_userns_clone";

    private static readonly SystemFacts s_ordinary = new()
    {
        Sysctl = static _ => null,
        IsInKernel = static _ => true,
        HasCapability = static _ => false,
        IsMapped = static () => true,
        IsUnderChroot = static () => false,
        HasSeccompFilter = static () => false,
    };

    private static readonly SystemFacts s_root = s_ordinary with { HasCapability = static capability => capability == SysAdmin };

    [Fact]
    public void A_restriction_by_AppArmor_comes_first() =>
        UserNamespaceRemedy.For(Errno.EPERM, With(s_ordinary, (AppArmor, "1"), (Clone, "0"))).Should().Contain("AppArmor").And.Contain("kernel.apparmor_restrict_unprivileged_userns to 0").And.Contain("rule 'userns'");

    [Fact]
    public void A_sysctl_that_forbids_them_is_named() =>
        UserNamespaceRemedy.For(Errno.EPERM, With(s_ordinary, (AppArmor, "0"), (Clone, "0"))).Should().Contain("kernel.unprivileged_userns_clone is 0");

    [Fact]
    public void What_restricts_ordinary_users_is_not_said_to_root() => UserNamespaceRemedy.For(Errno.EPERM, With(s_root, (AppArmor, "1"), (Clone, "0"))).Should().BeNull();

    [Fact]
    public void What_no_one_knows_is_not_said() => UserNamespaceRemedy.For(Errno.EPERM, With(s_ordinary, (AppArmor, "0"), (Clone, "1"))).Should().BeNull();

    [Fact]
    public void Each_other_cause_is_told_where_it_is_one()
    {
        UserNamespaceRemedy.For(Errno.EPERM, s_ordinary with { IsUnderChroot = static () => true }).Should().Contain("chroot").And.NotContain("seccomp");
        UserNamespaceRemedy.For(Errno.EPERM, s_ordinary with { HasSeccompFilter = static () => true }).Should().Contain("seccomp").And.NotContain("chroot");
        UserNamespaceRemedy.For(Errno.EPERM, s_ordinary with { IsMapped = static () => false }).Should().Contain("not mapped");
    }

    [Theory]
    [InlineData("user", NamespaceTypes.User)]
    [InlineData("net", NamespaceTypes.Network)]
    public void A_limit_of_none_is_told_from_one_that_is_reached(string name, NamespaceTypes type)
    {
        CreationRemedy.For(Errno.ENOSPC, type, With(s_ordinary, ($"user/max_{name}_namespaces", "0"))).Should().Contain($"user.max_{name}_namespaces is 0");
        CreationRemedy.For(Errno.ENOSPC, type, With(s_ordinary, ($"user/max_{name}_namespaces", "100"))).Should().Contain("is reached").And.Contain($"user.max_{name}_namespaces");
    }

    [Fact]
    public void The_limit_that_is_none_is_the_one_that_is_named() =>
        CreationRemedy.For(Errno.ENOSPC, NamespaceTypes.Network | NamespaceTypes.Uts, With(s_root, ("user/max_net_namespaces", "9"), ("user/max_uts_namespaces", "0"))).Should().Be("The sysctl user.max_uts_namespaces is 0: an administrator has to raise it.");

    [Fact]
    public void A_kernel_without_a_kind_is_told_and_a_kernel_with_it_is_not_blamed()
    {
        CreationRemedy.For(Errno.EINVAL, NamespaceTypes.Network | NamespaceTypes.Time, s_root with { IsInKernel = static type => type != NamespaceTypes.Time }).Should().Be("The kernel was built without these namespaces: Time.");
        CreationRemedy.For(Errno.EINVAL, NamespaceTypes.Network | NamespaceTypes.Time, s_root).Should().BeNull();
    }

    [Fact]
    public void A_missing_capability_is_told_only_to_those_who_lack_it()
    {
        CreationRemedy.For(Errno.EPERM, NamespaceTypes.Network, s_ordinary).Should().Contain("CAP_SYS_ADMIN");
        CreationRemedy.For(Errno.EPERM, NamespaceTypes.Network, s_root).Should().BeNull();
        CreationRemedy.For(Errno.EPERM, NamespaceTypes.Network, s_root with { HasSeccompFilter = static () => true }).Should().Contain("seccomp");
    }

    [Fact]
    public void Root_of_a_user_namespace_is_not_told_that_it_lacks_a_capability()
    {
        CreationRemedy.ForRootOfUserNamespace(Errno.EPERM, NamespaceTypes.Network, s_ordinary).Should().BeNull();
        CreationRemedy.ForRootOfUserNamespace(Errno.EPERM, NamespaceTypes.Network, With(s_ordinary, (AppArmor, "1"))).Should().Contain("AppArmor");
    }

    [Fact]
    public void Other_failures_have_no_remedy() => UserNamespaceRemedy.For(Errno.ENOMEM, With(s_ordinary, (AppArmor, "1"))).Should().BeNull();

    private static SystemFacts With(SystemFacts facts, params (string Name, string? Value)[] sysctls) =>
        facts with { Sysctl = name => Array.Find(sysctls, sysctl => sysctl.Name == name).Value };
}
