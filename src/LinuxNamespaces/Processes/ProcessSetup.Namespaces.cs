using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;

namespace LinuxNamespaces.Processes;

/// <content>Namespaces: entering, creating, mapping ids, being born in them.</content>
internal sealed partial class ProcessSetup
{
    private StepArgument _ownProc;
    private StepArgument _timeOffsets;
    private StepArgument _startedTag;

    private static bool WritesOwnMap(IdMap map) => map.IsOwn(Libc.geteuid(), Libc.getegid()) && map.AllowSetGroups != true;

    private void CompilePreparation()
    {
        Stage = ProcessStage.Prepare;
        if (!UsesLauncher)
        {
            _program.AddClosing(_descriptorSlots.Count);
        }
        else
        {
            foreach (StepArgument slot in _descriptorSlots)
            {
                _program.Add(SystemCall.fcntl, slot, Shown.F_SETFD, StepArgument.Named(Linux.FD_CLOEXEC, "FD_CLOEXEC"));
            }
        }

        if (_cgroupSlot is { } cgroup)
        {
            // As early as it can be without being born there. 0 is who writes it.
            Stage = ProcessStage.CreateProcess;
            WriteTo(cgroup, "cgroup.procs", "0");
            Stage = ProcessStage.Prepare;
        }

        if (_info.OomScoreAdjustment is { } score)
        {
            Stage = ProcessStage.Limits;
            WriteTo(Shown.AT_FDCWD, "/proc/self/oom_score_adj", $"{score}");
            Stage = ProcessStage.Prepare;
        }

        if (PrioritiesComeFirst)
        {
            CompilePriorities();
            Stage = ProcessStage.Prepare;
        }

        if (_new.HasFlag(NamespaceTypes.User) && _info.IdMap is not null && !MapsIdsFromOutside)
        {
            // Opened now, since the file system may be another one later.
            _ownProc = Open("own /proc", "/proc/self", Linux.O_PATH);
        }

        if (_new.HasFlag(NamespaceTypes.Time) && _info.TimeOffsets is not null)
        {
            Stage = ProcessStage.TimeOffsets;
            _timeOffsets = Open("timens_offsets", "/proc/self/timens_offsets", Linux.O_WRONLY);
            Stage = ProcessStage.Prepare;
        }

        if (UsesLauncher && _join.HasFlag(NamespaceTypes.User))
        {
            // From here on nobody in the namespace can take our descriptors or change what we do; nor can we open what is our own in /proc.
            _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_DUMPABLE, "PR_SET_DUMPABLE"), 0);
        }
    }

    private void CompileJoins()
    {
        Stage = ProcessStage.JoinNamespaces;
        foreach (NamespaceTypes type in JoinOrder.For(_isPrivileged))
        {
            if (_joinSlots.TryGetValue(type, out StepArgument slot))
            {
                _program.Add(SystemCall.setns, slot, StepArgument.Named((uint)type, type.CloneFlagName()));
            }
        }
    }

    private void CompileNewNamespaces()
    {
        if (UsesLauncher && _new != 0)
        {
            Stage = ProcessStage.CreateNamespaces;
            _program.Add(SystemCall.unshare, StepArgument.Named((uint)_new, string.Join(" | ", NamespaceKinds.Each(_new).Select(type => type.CloneFlagName()))));
        }

        if (_new.HasFlag(NamespaceTypes.User) && _info.IdMap is { } map)
        {
            CompileIdMap(map);
        }

        if (_new.HasFlag(NamespaceTypes.Time) && _info.TimeOffsets is { } offsets)
        {
            Stage = ProcessStage.TimeOffsets;
            Write(_timeOffsets, offsets.Format());
        }
    }

    private void CompileIdMap(IdMap map)
    {
        Stage = ProcessStage.MapIds;
        if (MapsIdsFromOutside)
        {
            _program.Add(SystemCall.write, _program.Report, Record(ReportTag.MapIds), ReportRecord.Size);
            AwaitGo();
            return;
        }

        WriteTo(_ownProc, "setgroups", "deny");
        WriteTo(_ownProc, "uid_map", IdMap.Format(map.Users));
        WriteTo(_ownProc, "gid_map", IdMap.Format(map.Groups));
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
        AwaitGo();
    }

    private StepArgument Record(ReportTag tag) =>
        _program.Bytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>([(long)tag, 0]), tag.ToString());

    private void AwaitGo()
    {
        StepArgument word = _program.AddSlot("word");
        _program.Add(StepFlags.ZeroFails, SystemCall.read, _program.Go, word.Address(), 1);
    }

    private StepArgument Open(string name, string path, int flags) => OpenAt(Shown.AT_FDCWD, name, path, flags);

    private StepArgument OpenAt(StepArgument directory, string name, string path, int flags, int mode = 0)
    {
        StepArgument slot = _program.AddSlot(name);
        _program.AddSaving(slot, SystemCall.openat, directory, _program.Text(path), Shown.OpenFlags(flags | Linux.O_CLOEXEC), Shown.Mode(mode));
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
        _program.Add(SystemCall.write, file, data, System.Text.Encoding.UTF8.GetByteCount(text));
    }
}
