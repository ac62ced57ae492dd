using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <content>Descriptors, the built-in init, and the program.</content>
internal sealed partial class ProcessSetup
{
    private readonly List<StepArgument> _descriptorSlots = [];
    private readonly SortedDictionary<int, StepArgument> _targets = [];
    private readonly List<StepArgument> _held = [];
    private SafeFileHandle? _ownExecutable;
    private StepArgument _executableSlot;
    private StepArgument _innerUserSlot;
    private StepArgument? _cgroupSlot;
    private StepArgument _statusSlot;
    private StepArgument _programSlot;
    private StepArgument _initSlot;

    /// <summary>Fills in what is opened before the start.</summary>
    internal void Bind(ChildRequest request, IReadOnlyDictionary<int, SafeHandle> streams, SafeHandle? status, SafeHandle? cgroup, SafeHandle? terminal = null)
    {
        if (OpensTerminal)
        {
            request.Descriptors.Add((_terminalChannel, terminal!));
        }

        if (_cgroupSlot is { } slotOfCgroup)
        {
            request.Descriptors.Add((slotOfCgroup, cgroup!));
        }

        foreach ((NamespaceTypes type, StepArgument slot) in _joinSlots)
        {
            request.Descriptors.Add((slot, _joined[type].Handle));
        }

        foreach ((int number, StepArgument slot) in _targets.Where(target => target.Key > 2 || !Streams[target.Key].IsTerminal))
        {
            request.Descriptors.Add((slot, streams.TryGetValue(number, out SafeHandle? stream) ? stream : _given[number]));
        }

        if (_createdInside is { } created)
        {
            request.Descriptors.Add((_createdInsideSlot, created));
        }

        if (_info.InnerUserNamespace is { } inner)
        {
            request.Descriptors.Add((_innerUserSlot, inner));
        }

        if (Executable is not null)
        {
            request.Descriptors.Add((_executableSlot, Executable));
        }

        for (int i = 0; i < _info.HeldDescriptors.Count; i++)
        {
            request.Descriptors.Add((_held[i], _info.HeldDescriptors[i]));
        }

        if (status is not null)
        {
            request.Descriptors.Add((_statusSlot, status));
        }
    }

    // What is executed by descriptor: as the caller says, or since its path means something of the caller.
    private SafeFileHandle? Executable => _info.Executable ?? _ownExecutable;

    private IEnumerable<StepArgument> HeldByProgram => HasInit ? [] : _held;

    private void DeclareDescriptors()
    {
        if (IsReplacing)
        {
            _failureTexts = Declare("failure texts");
            if (HasPinner)
            {
                DeclarePinner();
            }
        }
        else if (_program.Reports)
        {
            _descriptorSlots.Add(_program.Report);
        }

        if (_program.AwaitsGo)
        {
            _descriptorSlots.Add(_program.Go);
        }

        foreach (NamespaceTypes type in _joined.Keys)
        {
            _joinSlots[type] = Declare($"{type} namespace");
        }

        if (_info.CgroupDirectory is not null && !ChildSpawner.CanBeBornInCgroup)
        {
            _cgroupSlot = Declare("cgroup");
        }

        DeclareTerminal();
        ProcessStream[] streams = Streams;
        for (int i = 0; i < streams.Length; i++)
        {
            if (!streams[i].IsInherited)
            {
                _targets[i] = streams[i].IsTerminal ? _terminal : Declare(streams[i].Name);
            }
        }

        foreach (int number in _given.Keys)
        {
            _targets[number] = Declare(string.Create(CultureInfo.InvariantCulture, $"descriptor {number}"));
        }

        if (_createdInside is not null)
        {
            _createdInsideSlot = Declare("new user namespace");
        }

        if (_info.InnerUserNamespace is not null)
        {
            _innerUserSlot = Declare("inner user namespace");
        }

        _ownExecutable = _info.Executable is null ? CallerPath.TryOpenProgram(_info.FileName, number => number < 3 || _given.ContainsKey(number)) : null;
        if (Executable is not null)
        {
            _executableSlot = Declare(_info.FileName);
        }

        for (int i = 0; i < _info.HeldDescriptors.Count; i++)
        {
            _held.Add(Declare("held"));
        }

        if (HasInit)
        {
            _statusSlot = Declare("status");
        }
    }

    private StepArgument Declare(string name)
    {
        StepArgument slot = _program.AddSlot(name);
        _descriptorSlots.Add(slot);
        return slot;
    }

    private void CompileInit(out int jump)
    {
        jump = -1;
        if (!HasInit)
        {
            return;
        }

        Stage = ProcessStage.Init;
        CompileParentDeathSignal();
        // Where it is ignored, which is inherited, the kernel tells nobody of the end of a child.
        ResetSignal(Linux.SIGCHLD, "SIGCHLD");
        // Otherwise it is called as the kernel calls what has no file, which depends on its release. The program gets a name of its own.
        _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_NAME, "PR_SET_NAME"), _program.Text(ChildLauncher.Name));
        _initSlot = _program.AddSlot("init");
        if (!_new.HasFlag(NamespaceTypes.Pid))
        {
            // What loses its parent comes to it, so that it can be found, and is reaped, as in a PID namespace.
            _program.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_CHILD_SUBREAPER, "PR_SET_CHILD_SUBREAPER"), 1);
            _program.AddSaving(_initSlot, SystemCall.getpid);
        }

        _programSlot = _program.AddSlot("program");
        jump = _program.Add(StepFlags.Save | StepFlags.JumpNotZero, SystemCall.clone, StepArgument.Named(Linux.SIGCHLD, "SIGCHLD"), 0, 0, 0, 0);
        _program.SaveIn(jump, _programSlot);
    }

    private void ResetSignal(int signal, string name)
    {
        byte[] defaultAction = new byte[32];
        _program.Add(SystemCall.rt_sigaction, StepArgument.Named(signal, name), _program.Bytes(defaultAction, "SIG_DFL"), StepArgument.Null, 8);
    }

    private void CompileDescriptors()
    {
        Stage = ProcessStage.Descriptors;
        // First everything goes out of the way: a source may have the number that another one is to get.
        int free = 3;
        foreach (int number in _targets.Keys)
        {
            free = Math.Max(free, number + 1);
        }

        StepArgument[] ours = IsReplacing ? [_failureTexts] : _program.Reports ? [_program.Report] : [];
        StepArgument[] executable = Executable is null ? [] : [_executableSlot];
        foreach (StepArgument slot in (StepArgument[])[.. _targets.Values, .. ours, .. executable, .. HeldByProgram])
        {
            _program.AddSaving(slot, SystemCall.fcntl, slot, NamedArguments.F_DUPFD_CLOEXEC, free);
        }

        int next = 3;
        foreach ((int number, StepArgument slot) in _targets)
        {
            _program.Add(SystemCall.dup3, slot, number, 0);
            if (number >= 3)
            {
                CloseRange(next, number - 1);
                next = number + 1;
            }
        }

        if (_descriptorSlots.Count > 0)
        {
            CloseRange(next, -1);
        }

        foreach (StepArgument file in HeldByProgram)
        {
            _program.Add(SystemCall.fcntl, file, NamedArguments.F_SETFD, 0);
        }

        if (_info.ControllingTerminal)
        {
            Stage = ProcessStage.Session;
            _program.Add(SystemCall.ioctl, 0, StepArgument.Named(TIOCSCTTY, "TIOCSCTTY"), 0);
        }
    }

    private void CloseRange(int first, int last)
    {
        if (last == -1 || first <= last)
        {
            _program.Add(SystemCall.close_range, first, last == -1 ? StepArgument.Named(uint.MaxValue, "~0U") : (uint)last, StepArgument.Named(Linux.CLOSE_RANGE_CLOEXEC, "CLOSE_RANGE_CLOEXEC"));
        }
    }

    private void CompileExecution()
    {
        Stage = ProcessStage.Execute;
        // .NET ignores the signal, which a program would inherit.
        ResetSignal(Linux.SIGPIPE, "SIGPIPE");
        List<(string Name, string Value)> variables = _info.EffectiveEnvironment();
        StepArgument environment = _program.Variables(variables, "environment", _workingDirectoryVariable);
        StepArgument arguments = _program.Strings([_info.ArgumentZero ?? _info.FileName, .. _info.Arguments]);
        if (_ownExecutable is not null)
        {
            // The path leads to something of the caller only where the process has a /proc.
            _program.Add(SystemCall.faccessat, NamedArguments.AT_FDCWD, _program.Text(CallerPath.DirectoryOf(_info.FileName)), StepArgument.Named(0, "F_OK"));
        }

        int unblock = _program.Add(
            _program.Reports ? StepFlags.None : StepFlags.Save, SystemCall.rt_sigprocmask, StepArgument.Named(Linux.SIG_SETMASK, "SIG_SETMASK"), _program.Bytes(new byte[8], "none"), StepArgument.Null, 8);
        if (_program.Reports)
        {
            _program.AddReport(ReportTag.Executing);
        }
        else
        {
            // Its result, zero, tells that the program is what comes next.
            _program.SaveIn(unblock, _program.Executing);
        }

        CompileSeccomp();
        Stage = ProcessStage.Execute;
        CompileSearch(Executable is null ? Candidates(variables) : [_info.FileName], arguments, environment);
    }

    private string[] Candidates(List<(string Name, string Value)> variables)
    {
        if (_info.FileName.Contains('/', StringComparison.Ordinal))
        {
            return [_info.FileName];
        }

        string path = variables.Find(variable => variable.Name == "PATH").Value ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        List<string> candidates = [];
        foreach (string directory in path.Split(':'))
        {
            string candidate = $"{(directory.Length == 0 ? "." : directory)}/{_info.FileName}";
            if (!candidates.Contains(candidate))
            {
                candidates.Add(candidate);
            }
        }

        return [.. candidates];
    }
}
