using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Makes of what is asked for the steps that a child takes, in the order that works. Nothing is done to the system
/// meanwhile but opening the namespaces that are joined.
/// </summary>
internal sealed partial class ProcessSetup : IDisposable
{
    private readonly NamespaceProcessStartInfo _info;
    private readonly ChildProgram _program;
    private readonly Dictionary<NamespaceTypes, (NamespaceHandle Handle, bool Owned)> _joined;
    private readonly Dictionary<NamespaceTypes, StepArgument> _joinSlots = [];
    private readonly IReadOnlyDictionary<int, SafeHandle> _given;
    private readonly Func<ProcessStep, string>? _explain;
    private readonly int? _executionExitCode;
    private readonly NamespaceTypes _join;
    private readonly NamespaceTypes _new;
    private readonly (ulong Effective, ulong Permitted, ulong Inheritable) _capabilities = Capabilities.Current();
    private readonly bool _isPrivileged;
    private readonly IdMap? _map;

    /// <param name="explain">What a process that takes the place of the caller says about a step that fails; null for a process of its own.</param>
    /// <param name="executionExitCode">What that ends with when the program cannot be executed; null as a shell does.</param>
    internal ProcessSetup(NamespaceProcessStartInfo info, Func<ProcessStep, string>? explain = null, int? executionExitCode = null)
    {
        _info = info;
        _executionExitCode = executionExitCode;
        _given = InheritedDescriptors.Add(info);
        _explain = explain;
        _new = info.NewNamespaces;
        _isPrivileged = Capabilities.Has(_capabilities, Capability.SysAdmin);
        _joined = info.JoinNamespaces.Open();
        try
        {
            NamespaceTypes entered = JoinOwnUserNamespace();
            foreach (NamespaceTypes type in _joined.Keys)
            {
                _join |= type;
            }

            // A new user namespace inside that is still what the process gets.
            _join &= ~(entered & _new);
            ProcessSetupRules.Check(info, _join);
            ProcessSupport.Check(info);
            ProcessRights.Check(info, _join | entered, _capabilities);
            NamespaceAccess.Check(info, _joined, _isPrivileged);
            _map = NewUserNamespace.MapOf(info);
            NewUserNamespace.CheckSetGroups(_map);
            UserToBe = info.UserId ?? (BecomesRoot(_map?.Users, info.UserNamespaceOwner?.User ?? Libc.geteuid()) ? 0 : null);
            GroupToBe = info.GroupId ?? (BecomesRoot(_map?.Groups, info.UserNamespaceOwner?.Group ?? Libc.getegid()) ? 0 : null);
            UsesLauncher = IsReplacing || (OwnMemory && !ForbidLauncher);
            bool mapsIdsFromOutside = _map is not null && !WritesOwnMap(_map);
            bool createdBefore = (entered & _new) != 0 || info.UserNamespaceOwner is not null || (IsReplacing && mapsIdsFromOutside);
            if (createdBefore)
            {
                CreateUserNamespaceBefore();
                _join |= NamespaceTypes.User;
                _new &= ~NamespaceTypes.User;
                UsesLauncher = true;
            }

            MapsIdsFromOutside = mapsIdsFromOutside && !createdBefore;
            bool awaitsGo = MapsIdsFromOutside || IsBornAgain || IsShownEarly;
            // What is to die with its parent learns by a failing report that the parent has died already.
            // A new time namespace is entered by executing the program, just after whoever stands still for that may go on.
            bool reports = !IsReplacing && (UsesLauncher || awaitsGo || info.ParentDeathSignal is not null || _new.HasFlag(NamespaceTypes.Time));
            _program = new ChildProgram(awaitsGo, reports) { Stage = (int)ProcessStage.Prepare };
            FileSystems = new FileSystemSteps(_program, info);
            UsePaths(resolve: 0);
            DeclareDescriptors();
            Compile();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal ChildProgram Program => _program;

    /// <summary>
    /// True when the child needs memory of its own: when it enters a namespace in which somebody may look at it, changes its ids,
    /// which would change what others may do with our memory, has a process that stays, is to do something before it gets a user namespace, or sets clocks:
    /// before kernel 6.3 whoever shares memory is in its new time namespace from the start, when they cannot be set any more. The kernel
    /// gives an OOM score to all who share the memory, us among them, and lets it be lowered only from the first user namespace.
    /// </summary>
    internal bool OwnMemory => !ChildSpawner.CanShareMemory || ForceLauncher || _join != 0 || ChangesIds || HasInit || _info.Capabilities is not null || PrioritiesComeFirst || _info.OomScoreAdjustment is not null || _info.TimeOffsets is not null || EntersInnerUserNamespace;

    /// <summary>The way the child is started is not for users to choose; tests do.</summary>
    internal static bool ForceLauncher { get; set; }

    /// <summary>Tests see that what joins a namespace with shared memory can be attacked.</summary>
    internal static bool ForbidLauncher { get; set; }

    internal ulong CloneFlags => UsesLauncher ? 0 : (uint)_new;

    internal bool UsesLauncher { get; }

    internal bool MapsIdsFromOutside { get; }

    /// <summary>The id maps that the new user namespace gets; null when there is none, or it stays without.</summary>
    internal IdMap? Map => _map;

    /// <summary>True when the process takes the place of the caller.</summary>
    private bool IsReplacing => _explain is not null;

    /// <summary>True when the caller looks at the namespaces as soon as they are there, since nothing is born later that has them.</summary>
    internal bool IsShownEarly => (_info.PinNamespaces.Count > 0 || _info.NamespacesReady is not null) && !IsBornAgain && !IsReplacing;

    // Who shares memory cannot.
    private bool EntersInnerUserNamespace => _info.InnerIdMap is not null || _info.InnerUserNamespace is not null || _info.RequireNoUserNamespaces;

    private bool HasInit => _info.Init == ProcessInit.BuiltIn;

    // A process enters the PID namespace that it has joined or unshared only by being born.
    private bool IsBornAgain => !IsReplacing
        && (UsesLauncher ? ((_new | _join) & NamespaceTypes.Pid) != 0 || _new.HasFlag(NamespaceTypes.Time) : _join.HasFlag(NamespaceTypes.Pid));

    /// <summary>What will be done.</summary>
    internal ProcessPlan ToPlan()
    {
        NamespaceAccess.CheckSysctls(_new, _isPrivileged);
        List<ProcessStep> steps = [DescribeClone()];
        for (int i = 0; i < _program.StepCount; i++)
        {
            steps.Add(new ProcessStep(i, (ProcessStage)_program.StageOf(i), _program.Describe(i)));
        }

        return new ProcessPlan(steps);
    }

    internal ProcessStep Describe(int step) =>
        step == ChildFailedException.CloneStep ? DescribeClone()
        : step < _program.StepCount ? new ProcessStep(step, (ProcessStage)_program.StageOf(step), _program.Describe(step))
        : new ProcessStep(step, ProcessStage.CreateProcess, "execveat(launcher)");

    /// <summary>What would help against the failure of a step; null when the cause is not known.</summary>
    internal string? RemedyOf(int step, Errno errno) =>
        step < 0 || step >= _program.StepCount ? SetupRemedies.ForCreation(errno, _info, _new)
        : _program.RemedyOf(step, errno) ?? SetupRemedies.For((ProcessStage)_program.StageOf(step), _program.CallOf(step), _program.ArgumentsOf(step), errno, _info, _new);

    public void Dispose()
    {
        _program?.Dispose();
        _createdInside?.Dispose();
        _ownExecutable?.Dispose();
        foreach ((NamespaceHandle handle, bool owned) in _joined.Values)
        {
            if (owned)
            {
                handle.Dispose();
            }
        }
    }

    private ProcessStep DescribeClone()
    {
        string flags = CloneFlags == 0 ? string.Empty : $" | {NamespaceKinds.CloneFlagNames(_new)}";
        string standing = _program.Reports ? string.Empty : " | CLONE_VFORK | CLONE_FILES";
        return new ProcessStep(ChildFailedException.CloneStep, ProcessStage.CreateProcess, $"clone3(CLONE_VM{standing} | CLONE_PIDFD | CLONE_CLEAR_SIGHAND{flags})");
    }

    private void Compile()
    {
        CompilePreparation();
        OpenBeforeJoining();
        CompileJoins();
        CompileNewNamespaces();
        CompileBirth(out int bornAgain);
        CompileFileSystem();
        CompileTerminal();
        CompileInit(out int init);
        CompileIdentity();
        CompileExecution();
        if (bornAgain >= 0)
        {
            // The one that was born before has told who was born after it, and is not needed any more.
            Stage = ProcessStage.EnterPidNamespace;
            _program.JumpHere(bornAgain);
            _program.Add(SystemCall.write, _program.Report, _startedTag.Address(), ReportRecord.Size);
            _program.Add(SystemCall.exit_group, 0);
        }

        if (init >= 0)
        {
            Stage = ProcessStage.Init;
            _program.JumpHere(init);
            CompileRightsOfInit();
            // What a terminal sends to the group is the program's already, which would get it twice.
            _program.Add(StepFlags.IgnoreError, SystemCall.setpgid, 0, 0);
            // It keeps nothing but the pipe for the status and what it is to hold, so that all others see the end of what they read.
            _program.Add(StepFlags.IgnoreError, SystemCall.dup3, _statusSlot, 0, 0);
            for (int i = 0; i < _held.Count; i++)
            {
                _program.Add(SystemCall.dup3, _held[i], i + 1, 0);
            }

            _program.Add(SystemCall.close_range, _held.Count + 1, StepArgument.Named(uint.MaxValue, "~0U"), 0);
            _program.AddInit(_programSlot, 0, _info.InitStays);
        }

        if (HasPinner)
        {
            CompilePinner();
        }

        _program.AddAsides();
        if (IsReplacing)
        {
            CompileFailures();
        }
    }

    private ProcessStage Stage
    {
        set => _program.Stage = (int)value;
    }
}
