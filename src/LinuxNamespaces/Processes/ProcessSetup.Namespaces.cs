using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Namespaces: entering, creating, mapping ids, being born in them.</content>
internal sealed partial class ProcessSetup
{
    private StepArgument _ownProc;
    private StepArgument _proc;
    private StepArgument _timeOffsets;
    private StepArgument _startedTag;

    /// <summary>Whether a process needs no privilege to write the map of the user namespace that it has created.</summary>
    internal static bool WritesOwnMap(IdMap map) => map.IsOwn(Libc.geteuid(), Libc.getegid()) && map.AllowSetGroups != true;

    private void CompilePreparation()
    {
        Stage = ProcessStage.Prepare;
        if (!UsesLauncher)
        {
            _program.AddCloser(_descriptorSlots.Count);
        }
        else
        {
            foreach (StepArgument slot in _descriptorSlots)
            {
                _program.Add(SystemCall.fcntl, slot, NamedArguments.F_SETFD, StepArgument.Named(Linux.FD_CLOEXEC, "FD_CLOEXEC"));
            }
        }

        CompileDeathWithParent();
        if (_cgroupSlot is { } cgroup)
        {
            // As early as it can be without being born there. 0 is who writes it.
            Stage = ProcessStage.CreateProcess;
            WriteTo(cgroup, "cgroup.procs", "0");
            CloseIfConfined(cgroup);
            Stage = ProcessStage.Prepare;
        }

        if (_info.OomScoreAdjustment is { } score)
        {
            Stage = ProcessStage.Limits;
            _program.Remedy = SetupRemedies.ForOomScore;
            WriteTo(NamedArguments.AT_FDCWD, "/proc/self/oom_score_adj", $"{score}");
            _program.Remedy = null;
            Stage = ProcessStage.Prepare;
        }

        if (PrioritiesComeFirst)
        {
            CompilePriorities();
            Stage = ProcessStage.Prepare;
        }

        if (_new.HasFlag(NamespaceTypes.User) && _map is not null && !MapsIdsFromOutside)
        {
            // Opened now, since the file system may be another one later.
            _ownProc = Open("own /proc", "/proc/self", Linux.O_PATH);
        }

        if (_info.InnerIdMap is not null)
        {
            _proc = Open("/proc", "/proc", Linux.O_PATH);
        }

        if (_new.HasFlag(NamespaceTypes.Time) && _info.TimeOffsets is not null)
        {
            Stage = ProcessStage.TimeOffsets;
            _timeOffsets = Open("timens_offsets", "/proc/self/timens_offsets", Linux.O_WRONLY);
            Stage = ProcessStage.Prepare;
        }

        OpenCallerDirectories();
        if (HasPinner)
        {
            CompileBirthOfPinner();
        }

        if (UsesLauncher && _join.HasFlag(NamespaceTypes.User))
        {
            // From here on nobody in the namespace can take our descriptors or change what we do; nor can we open what is our own in /proc.
            _program.AddSetUndumpable();
        }
    }

    private void CompileJoins()
    {
        Stage = ProcessStage.JoinNamespaces;
        foreach (NamespaceTypes type in NamespaceKinds.InJoinOrder(_isPrivileged))
        {
            if (_joinSlots.TryGetValue(type, out StepArgument slot))
            {
                if (type == NamespaceTypes.User && _info.UserNamespaceOwner is { } owner)
                {
                    // Who belongs to it may enter it, and would be nobody there if he stayed who he was.
                    _program.Add(SystemCall.setgroups, 0, StepArgument.Null);
                    _program.Add(SystemCall.setresgid, owner.Group, owner.Group, owner.Group);
                    _program.Add(SystemCall.setresuid, owner.User, owner.User, owner.User);
                }

                _program.Add(SystemCall.setns, slot, StepArgument.Named((uint)type, type.CloneFlagName()));
            }
        }

        if (_createdInside is not null)
        {
            _program.Add(SystemCall.setns, _createdInsideSlot, StepArgument.Named(Linux.CLONE_NEWUSER, "CLONE_NEWUSER"));
        }
    }

    private void CompileNewNamespaces()
    {
        if (UsesLauncher && _new != 0)
        {
            Stage = ProcessStage.CreateNamespaces;
            _program.Add(SystemCall.unshare, StepArgument.Named((uint)_new, NamespaceKinds.CloneFlagNames(_new)));
        }

        if (UsesLauncher && (_new | _join).HasFlag(NamespaceTypes.User))
        {
            CompileDeathWithParent();
        }

        if (_new.HasFlag(NamespaceTypes.User) && _map is { } map)
        {
            CompileIdMap(map);
        }

        if (IsShownEarly && !MapsIdsFromOutside)
        {
            AskParent();
        }

        if (HasPinner)
        {
            AskPinner();
        }

        if (_new.HasFlag(NamespaceTypes.Time) && _info.TimeOffsets is { } offsets)
        {
            Stage = ProcessStage.TimeOffsets;
            Write(_timeOffsets, offsets.Format());
            CloseIfConfined(_timeOffsets);
        }
    }

    private void CompileIdMap(IdMap map)
    {
        Stage = ProcessStage.MapIds;
        if (MapsIdsFromOutside)
        {
            AskParent();
            return;
        }

        if (map.Groups.Count > 0 || map.AllowSetGroups == false)
        {
            WriteTo(_ownProc, "setgroups", "deny");
        }

        WriteMap(_ownProc, "uid_map", map.Users);
        WriteMap(_ownProc, "gid_map", map.Groups);
        CloseIfConfined(_ownProc);
    }

    // The kernel refuses an empty map (EINVAL).
    private void WriteMap(StepArgument directory, string file, IReadOnlyList<IdRange> ranges)
    {
        if (ranges.Count > 0)
        {
            WriteTo(directory, file, IdMap.Format(ranges));
        }
    }

    // In it the process is its own only, whose map it may write itself.
    private void CompileInnerUserNamespace()
    {
        if (_info.LoopbackUp)
        {
            Stage = ProcessStage.CreateNamespaces;
            StepArgument socket = _program.AddSlot("socket");
            _program.AddSaving(socket, SystemCall.socket, Linux.AF_INET, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
            // struct ifreq: the name, and the flags.
            byte[] request = new byte[40];
            "lo"u8.CopyTo(request);
            request[16] = (byte)(Linux.IFF_UP | Linux.IFF_RUNNING);
            _program.Add(SystemCall.ioctl, socket, StepArgument.Named(Linux.SIOCSIFFLAGS, "SIOCSIFFLAGS"), _program.Bytes(request, "{\"lo\", IFF_UP | IFF_RUNNING}"));
            _program.Add(SystemCall.close, socket);
        }

        if (_info.InnerIdMap is { } map)
        {
            CreateInnerUserNamespace(map);
        }
        else if (_info.InnerUserNamespace is not null)
        {
            Stage = ProcessStage.JoinNamespaces;
            _program.Add(SystemCall.setns, _innerUserSlot, StepArgument.Named((uint)NamespaceTypes.User, "CLONE_NEWUSER"));
        }

        if (_info.RequireNoUserNamespaces)
        {
            Stage = ProcessStage.Hardening;
            int refused = _program.Add(StepFlags.JumpOnError, SystemCall.unshare, StepArgument.Named((uint)NamespaceTypes.User, "CLONE_NEWUSER"));
            // A step that fails for sure, since the one before did not.
            _program.Remedy = static _ => "The process could create a user namespace: DisableUserNamespaces prevents it.";
            _program.Add(SystemCall.unshare, StepArgument.Named(-1, "CLONE_NEWUSER, which should be refused"));
            _program.Remedy = null;
            _program.JumpHere(refused);
        }
    }

    private void CreateInnerUserNamespace(IdMap map)
    {
        Stage = ProcessStage.CreateNamespaces;
        if (_info.DisableUserNamespaces)
        {
            WriteTo(_proc, "sys/user/max_user_namespaces", "1");
        }

        _program.Add(SystemCall.unshare, StepArgument.Named((uint)NamespaceTypes.User, "CLONE_NEWUSER"));
        Stage = ProcessStage.MapIds;
        if (map.Groups.Count > 0 || map.AllowSetGroups == false)
        {
            WriteTo(_proc, "self/setgroups", "deny");
        }

        WriteMap(_proc, "self/uid_map", map.Users);
        WriteMap(_proc, "self/gid_map", map.Groups);
        CloseIfConfined(_proc);
    }

    private void AskParent()
    {
        _program.AddReport(ReportTag.MapIds);
        _program.AwaitGo();
    }

    private void CompileBirth(out int jump)
    {
        jump = -1;
        if (!IsBornAgain)
        {
            return;
        }

        Stage = ProcessStage.EnterPidNamespace;
        _startedTag = _program.AddSlot("tag", (long)ReportTag.Started);
        StepArgument process = _program.AddSlot("process");
        // A sibling, not a child: it is the caller's to wait for.
        jump = _program.Add(StepFlags.Save | StepFlags.JumpNotZero, SystemCall.clone, StepArgument.Named(Linux.CLONE_PARENT, "CLONE_PARENT"), 0, 0, 0, 0);
        _program.SaveIn(jump, process);
        CompileDeathWithParent();
        _program.AwaitGo();
    }

    private StepArgument Open(string name, string path, int flags) => OpenAt(NamedArguments.AT_FDCWD, name, path, flags);

    private StepArgument OpenAt(StepArgument directory, string name, string path, int flags, int mode = 0)
    {
        StepArgument slot = _program.AddSlot(name);
        _program.AddSaving(slot, SystemCall.openat, directory, _program.Text(path), NamedArguments.OpenFlags(flags | Linux.O_CLOEXEC), NamedArguments.Mode(mode));
        return slot;
    }

    private void WriteTo(StepArgument directory, string path, string text)
    {
        StepArgument file = OpenAt(directory, path, path, Linux.O_WRONLY);
        Write(file, text);
        _program.Add(SystemCall.close, file);
    }

    private void Write(StepArgument file, string text)
    {
        StepArgument data = _program.Text(text);
        _program.Add(SystemCall.write, file, data, LinuxText.CountBytes(text));
    }
}
