using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The capabilities of the process; capabilities(7).</summary>
internal sealed class CapabilityFeature(SetupContext context) : ProcessFeature(context)
{
    internal override bool NeedsOwnMemory => Info.Capabilities is not null;

    internal override void CheckSupport()
    {
        if (Info.Capabilities is not { } sets)
        {
            return;
        }

        IEnumerable<Capability> all = [.. sets.Bounding ?? [], .. sets.Permitted ?? [], .. sets.Effective ?? [], .. sets.Inheritable ?? [], .. sets.Ambient ?? []];
        foreach (Capability unknown in all.Where(capability => (int)capability > Capabilities.Last))
        {
            throw new NotSupportedException($"The kernel does not know the capability {unknown}. Its last one is {(Capability)Capabilities.Last} (/proc/sys/kernel/cap_last_cap).");
        }
    }

    internal override void CheckRights()
    {
        if (Info.Capabilities is not { } sets || Context.ChangesUserNamespace)
        {
            return;
        }

        if (sets.Bounding is not null && !Context.Has(Capability.Setpcap))
        {
            throw Refuse($"{nameof(Info.Capabilities)}.{nameof(sets.Bounding)}", null, "Dropping capabilities from the bounding set needs CAP_SETPCAP.");
        }

        Capability[] missing = [.. (sets.Permitted ?? []).Concat(sets.Effective ?? []).Concat(sets.Ambient ?? [])
            .Where(capability => (Context.Held.Permitted & (1UL << (int)capability)) == 0).Distinct()];
        if (missing.Length > 0)
        {
            throw Refuse(nameof(Info.Capabilities), string.Join(", ", missing), "The caller does not have these capabilities. In a new user namespace a process has all capabilities.");
        }
    }

    /// <summary>Limits the bounding set, and keeps the capabilities when the user changes.</summary>
    internal void CompileBeforeIds()
    {
        Context.Stage = ProcessStage.Credentials;
        CapabilitySets? sets = Info.Capabilities;
        if (sets?.Bounding is { } bounding)
        {
            for (int capability = 0; capability <= Capabilities.Last; capability++)
            {
                if (!bounding.Contains((Capability)capability))
                {
                    Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_CAPBSET_DROP, "PR_CAPBSET_DROP"), StepArgument.Named(capability, ((Capability)capability).ToString()));
                }
            }
        }

        if (sets is not null && Context.User is not null)
        {
            Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_KEEPCAPS, "PR_SET_KEEPCAPS"), 1);
        }
    }

    internal void Compile()
    {
        if (Info.Capabilities is not { } sets)
        {
            return;
        }

        ulong all = (1UL << (Capabilities.Last + 1)) - 1;
        bool everything = (Context.NewOrJoined & NamespaceTypes.User) != 0;
        (ulong effective, ulong permitted, ulong inheritable) = Context.Held;
        effective = sets.Effective is { } e ? CapabilitySets.Mask(e) : everything ? all : effective;
        permitted = sets.Permitted is { } p ? CapabilitySets.Mask(p) : everything ? all : permitted;
        inheritable = sets.Inheritable is { } i ? CapabilitySets.Mask(i) : inheritable;
        ulong ambient = CapabilitySets.Mask(sets.Ambient ?? []);
        inheritable |= ambient;
        uint[] header = [Linux._LINUX_CAPABILITY_VERSION_3, 0];
        uint[] data =
        [
            (uint)(effective & uint.MaxValue), (uint)(permitted & uint.MaxValue), (uint)(inheritable & uint.MaxValue),
            (uint)(effective >> 32), (uint)(permitted >> 32), (uint)(inheritable >> 32),
        ];
        if (sets.Ambient is not null)
        {
            Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_CAP_AMBIENT, "PR_CAP_AMBIENT"), StepArgument.Named(Linux.PR_CAP_AMBIENT_CLEAR_ALL, "PR_CAP_AMBIENT_CLEAR_ALL"), 0, 0, 0);
        }

        // The kernel ignores the bits of capabilities that it does not know.
        Program.Add(
            SystemCall.capset,
            Program.Bytes(MemoryMarshal.AsBytes<uint>(header), "{version 3}"),
            Program.Bytes(MemoryMarshal.AsBytes<uint>(data), $"{{effective 0x{effective:x}, permitted 0x{permitted:x}, inheritable 0x{inheritable:x}}}"));
        foreach (Capability capability in sets.Ambient ?? [])
        {
            Program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_CAP_AMBIENT, "PR_CAP_AMBIENT"), StepArgument.Named(Linux.PR_CAP_AMBIENT_RAISE, "PR_CAP_AMBIENT_RAISE"), StepArgument.Named((int)capability, capability.ToString()), 0, 0);
        }
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.Credentials && step.Call == SystemCall.prctl && step.Errno == Errno.EPERM
            && !Context.Requested.HasFlag(NamespaceTypes.User) && !Capabilities.Has(Capability.Setpcap) ? "It needs CAP_SETPCAP." : null;
}
