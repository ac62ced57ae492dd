using FluentAssertions;
using LinuxNamespaces.Placement;
using Xunit;

namespace LinuxNamespaces.Tests.Placement;

/// <summary>What is said to help where user namespaces are forbidden, of systems that are not this one.</summary>
public sealed class UserNamespaceRemedyTests
{
    private const string AppArmor = "kernel/apparmor_restrict_unprivileged_userns";
    private const string Clone = "kernel/unprivileged_userns_clone";
    private const string Most = "user/max_user_namespaces";

    [Fact]
    public void A_restriction_by_AppArmor_comes_first() =>
        For(Errno.EPERM, (AppArmor, "1"), (Clone, "0")).Should().Contain("AppArmor").And.Contain("kernel.apparmor_restrict_unprivileged_userns to 0").And.Contain("rule 'userns'");

    [Fact]
    public void A_sysctl_that_forbids_them_is_named() => For(Errno.EPERM, (AppArmor, "0"), (Clone, "0")).Should().Contain("kernel.unprivileged_userns_clone is 0");

    [Theory]
    [InlineData("0", "1")]
    [InlineData(null, null)]
    public void Where_no_sysctl_forbids_them_something_else_does(string? appArmor, string? clone) =>
        For(Errno.EPERM, (AppArmor, appArmor), (Clone, clone)).Should().Contain("chroot").And.Contain("seccomp").And.NotContain("sysctl");

    [Fact]
    public void A_limit_of_none_is_told_from_one_that_is_reached()
    {
        For(Errno.ENOSPC, (Most, "0")).Should().Contain("user.max_user_namespaces is 0");
        For(Errno.ENOSPC, (Most, "100")).Should().Contain("is reached");
    }

    [Fact]
    public void Other_failures_have_no_remedy() => For(Errno.ENOMEM, (AppArmor, "1")).Should().BeNull();

    private static string? For(Errno errno, params (string Name, string? Value)[] sysctls) =>
        UserNamespaceRemedy.For(errno, name => Array.Find(sysctls, sysctl => sysctl.Name == name).Value);
}
