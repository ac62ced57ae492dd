using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>No rights from set-user-ID programs; PR_SET_NO_NEW_PRIVS(2const).</summary>
internal sealed class NoNewPrivileges(SetupContext context) : ProcessFeature(context)
{
    internal void Compile()
    {
        if (Info.NoNewPrivileges)
        {
            Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS"), 1, 0, 0, 0);
        }
    }

    /// <summary>Whether the process lacks the right to filters: CAP_SYS_ADMIN in its user namespace, or no new privileges.</summary>
    internal static bool MayNotFilter(SetupContext context) => !context.ChangesUserNamespace && !context.Info.NoNewPrivileges && !context.IsPrivileged;
}
