using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Who the process is and what it may do.</content>
internal sealed partial class ProcessSetup
{
    private const int TIOCSCTTY = 0x540e;

    private uint? UserToBe { get; }

    private uint? GroupToBe { get; }

    private bool ChangesIds => UserToBe is not null || GroupToBe is not null || _info.SupplementaryGroups is not null;

    // Who is nobody in a user namespace loses all capabilities when he executes a program.
    private bool BecomesRoot(IReadOnlyList<IdRange>? ranges, uint own) =>
        !_info.PreserveCredentials && (_join.HasFlag(NamespaceTypes.User)
        || (_new.HasFlag(NamespaceTypes.User) && ranges is not null && ranges.Any(range => range.Inside == 0) && !IsMapped(own, ranges)));

    private static bool IsMapped(uint id, IReadOnlyList<IdRange> ranges) => ranges.Any(range => id >= range.Outside && id - range.Outside < range.Count);

    private void CompileIdentity()
    {
        Stage = ProcessStage.HostName;
        SetName(SystemCall.sethostname, _info.HostName);
        SetName(SystemCall.setdomainname, _info.DomainName);
        CompileInnerUserNamespace();
        if (EntersInnerUserNamespace)
        {
            CompileDeathWithParent();
        }

        CompileSession();
        CompileDescriptors();
        CompileLimits();
        CompileCredentials();
        CompileLateWorkingDirectory();
        CompileHardening();
    }

    private void SetName(SystemCall call, string? name)
    {
        if (name is not null)
        {
            _program.Add(call, _program.Text(name), LinuxText.CountBytes(name));
        }
    }

    private void CompileSession()
    {
        Stage = ProcessStage.Session;
        if (_info.NewSession)
        {
            _program.Add(SystemCall.setsid);
        }
        else if (_info.NewProcessGroup)
        {
            _program.Add(SystemCall.setpgid, 0, 0);
        }

        if (_info.Umask is { } mask)
        {
            _program.Add(SystemCall.umask, NamedArguments.Mode((int)mask));
        }
    }

    private void CompileCredentials()
    {
        Stage = ProcessStage.Credentials;
        CapabilitySets? sets = _info.Capabilities;
        if (sets?.Bounding is { } bounding)
        {
            for (int capability = 0; capability <= Capabilities.Last; capability++)
            {
                if (!bounding.Contains((Capability)capability))
                {
                    _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_CAPBSET_DROP, "PR_CAPBSET_DROP"), StepArgument.Named(capability, ((Capability)capability).ToString()));
                }
            }
        }

        if (sets is not null && UserToBe is not null)
        {
            _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_KEEPCAPS, "PR_SET_KEEPCAPS"), 1);
        }

        CompileIds();
        if (sets is not null)
        {
            CompileCapabilities(sets);
        }
    }

    private void CompileIds()
    {
        // What was not asked for is not insisted on: a namespace may deny setgroups, or not have an id 0.
        StepFlags groupFlags = _info.GroupId is null ? StepFlags.IgnoreError : StepFlags.None;
        StepFlags userFlags = _info.UserId is null ? StepFlags.IgnoreError : StepFlags.None;
        if (_info.SupplementaryGroups is { } groups)
        {
            uint[] numbers = [.. groups];
            _program.Add(SystemCall.setgroups, numbers.Length, _program.Bytes(MemoryMarshal.AsBytes<uint>(numbers), $"{{{string.Join(", ", numbers)}}}"));
        }
        else if (UserToBe is not null && !_info.PreserveCredentials)
        {
            _program.Add(StepFlags.IgnoreError, SystemCall.setgroups, 0, StepArgument.Null);
        }

        if (GroupToBe is { } group)
        {
            _program.Add(groupFlags, SystemCall.setresgid, group, group, group);
        }

        if (UserToBe is { } user)
        {
            _program.Add(userFlags, SystemCall.setresuid, user, user, user);
        }
    }

    private void CompileCapabilities(CapabilitySets sets)
    {
        ulong all = (1UL << (Capabilities.Last + 1)) - 1;
        bool everything = ((_new | _join) & NamespaceTypes.User) != 0;
        (ulong effective, ulong permitted, ulong inheritable) = _capabilities;
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
            _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_CAP_AMBIENT, "PR_CAP_AMBIENT"), StepArgument.Named(Linux.PR_CAP_AMBIENT_CLEAR_ALL, "PR_CAP_AMBIENT_CLEAR_ALL"), 0, 0, 0);
        }

        // The numbers of bits beyond those that the kernel knows are ignored by it.
        _program.Add(
            SystemCall.capset,
            _program.Bytes(MemoryMarshal.AsBytes<uint>(header), "{version 3}"),
            _program.Bytes(MemoryMarshal.AsBytes<uint>(data), $"{{effective 0x{effective:x}, permitted 0x{permitted:x}, inheritable 0x{inheritable:x}}}"));
        foreach (Capability capability in sets.Ambient ?? [])
        {
            _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_CAP_AMBIENT, "PR_CAP_AMBIENT"), StepArgument.Named(Linux.PR_CAP_AMBIENT_RAISE, "PR_CAP_AMBIENT_RAISE"), StepArgument.Named((int)capability, capability.ToString()), 0, 0);
        }
    }

    // It needs no more than to send signals to the program, which may have another user.
    private void CompileRightsOfInit()
    {
        if (_info.NoNewPrivileges)
        {
            SetNoNewPrivileges();
        }

        StepArgument header = _program.Bytes(MemoryMarshal.AsBytes<uint>([Linux._LINUX_CAPABILITY_VERSION_3, 0]), "{version 3}");
        uint kill = 1u << (int)Capability.Kill;
        int lacks = _program.Add(StepFlags.JumpOnError, SystemCall.capset, header, _program.Bytes(MemoryMarshal.AsBytes<uint>([kill, kill, 0, 0, 0, 0]), "{Kill}"));
        int reduced = _program.AddJump();
        _program.JumpHere(lacks);
        _program.Add(StepFlags.IgnoreError, SystemCall.capset, header, _program.Bytes(new byte[6 * sizeof(uint)], "{}"));
        _program.JumpHere(reduced);
    }

    private void SetNoNewPrivileges() => _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS"), 1, 0, 0, 0);

    private void CompileHardening()
    {
        Stage = ProcessStage.Hardening;
        if (_info.NoNewPrivileges)
        {
            SetNoNewPrivileges();
        }

        CompileLandlock();
        if (!HasInit)
        {
            CompileParentDeathSignal();
        }
        else if (!_new.HasFlag(NamespaceTypes.Pid))
        {
            CompileDeathWithInit();
        }
    }

    private ReadOnlyMemory<byte>[] Filters => [.. _info.MoreSeccompFilters.Prepend(_info.SeccompFilter).Where(filter => !filter.IsEmpty)];

    private void CompileSeccomp()
    {
        Stage = ProcessStage.Hardening;
        SeccompSteps.Add(_program, Filters);
    }
}
