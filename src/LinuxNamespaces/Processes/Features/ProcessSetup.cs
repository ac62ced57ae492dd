using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Turns a start info into the steps that a child takes. It lists the features of a start, and calls them in the order that works. Nothing is done to the
/// system meanwhile, except that namespaces are opened, and that a user namespace is created that has to exist before the process.
/// </summary>
internal sealed class ProcessSetup : IDisposable
{
    // close_range(2) with CLOSE_RANGE_CLOEXEC, and the mounts of an ordinary user.
    private static readonly Version s_leastKernel = new(5, 11);

    private readonly SetupContext _context;
    private readonly ProcessFeatures _features;

    /// <param name="explain">Gets the message for a step that fails, if the process takes the place of the caller; <c>null</c> for a process of its own.</param>
    /// <param name="executionExitCode">The exit code of such a process if the program cannot be executed; <c>null</c> for that of a shell.</param>
    internal ProcessSetup(NamespaceProcessStartInfo info, Func<ProcessStep, string>? explain = null, int? executionExitCode = null)
    {
        _context = new SetupContext(info, isReplacing: explain is not null);
        _features = new ProcessFeatures(_context, explain, executionExitCode);
        try
        {
            _features.Joins.Open();
            Check();
            Choose();
            Begin();
            _features.Compile();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal ChildProgram Program => _context.Program;

    internal bool UsesLauncher => _context.UsesLauncher;

    internal ulong CloneFlags => UsesLauncher ? 0 : (uint)_context.New;

    /// <summary>Whether the process opens a terminal, and sends its other end.</summary>
    internal bool OpensTerminal => _features.Terminal.IsWanted;

    /// <summary>The steps.</summary>
    internal ProcessPlan ToPlan()
    {
        _features.NewNamespaces.CheckSysctls();
        return new ProcessPlan([DescribeClone(), .. Enumerable.Range(0, Program.StepCount).Select(Describe)], _features.Execution.Search);
    }

    internal ProcessStep Describe(int step) =>
        step == ChildFailedException.CloneStep ? DescribeClone()
        : step < Program.StepCount ? new ProcessStep(step, (ProcessStage)Program.StageOf(step), Program.Describe(step))
        : new ProcessStep(step, ProcessStage.CreateProcess, "execveat(launcher)");

    /// <summary>What helps against the failure of a step; <c>null</c> if the cause is not known.</summary>
    internal string? RemedyOf(int step, Errno errno)
    {
        if (step < 0 || step >= Program.StepCount)
        {
            return _features.Cgroup.Explain(errno) ?? _features.NewNamespaces.ExplainCreation(errno);
        }

        FailedStep failed = new((ProcessStage)Program.StageOf(step), Program.CallOf(step), Program.ArgumentsOf(step), errno);
        return Program.RemedyOf(step, errno) ?? _features.All.Select(feature => feature.Explain(failed)).FirstOrDefault(explanation => explanation is not null);
    }

    /// <summary>Opens the cgroup of the process; <c>null</c> if it has none.</summary>
    internal SafeFileHandle? OpenCgroup() => _features.Cgroup.Open();

    /// <summary>Gives the child the descriptors that it uses.</summary>
    /// <param name="streams">The ends of the standard streams, by number.</param>
    /// <param name="status">Where the built-in init reports the end of the program.</param>
    /// <param name="terminal">Where the terminal is sent to that the process opens.</param>
    internal void Bind(ChildRequest request, IReadOnlyDictionary<int, SafeHandle> streams, SafeHandle? status, SafeHandle? terminal = null)
    {
        foreach (ProcessFeature feature in _features.All)
        {
            feature.Bind(request);
        }

        _features.Streams.Bind(request, streams);
        _features.Terminal.Bind(request, terminal);
        _features.Init.Bind(request, status);
    }

    /// <summary>Does the caller's part while the child waits in its new namespaces.</summary>
    internal void Attend(int processId)
    {
        if (_context.MapsIdsFromOutside)
        {
            IdMapWriter.Write(processId, _context.Map!);
        }

        if (_context.IsShownEarly)
        {
            Show(processId);
        }
    }

    /// <summary>Pins the namespaces of the process that becomes the program, while it waits.</summary>
    internal void Show(int processId)
    {
        _features.Ready.Invoke(processId);
        _features.Pins.Mount(processId);
    }

    /// <summary>Has the process take the place of the caller.</summary>
    /// <returns>Why that is impossible.</returns>
    internal Errno Replace()
    {
        ChildRequest request = new() { Program = Program, OwnMemory = true };
        using SafeFileHandle texts = Replacement.WriteFailureTexts();
        request.Descriptors.Add((_features.Replacement.FailureTexts, texts));
        using ProcessPipes pipes = new(_context.Info);
        Bind(request, pipes.Ends, status: null);
        Pipe[] pinner = _features.Pins.BindPinner(request);
        try
        {
            return ChildReplacement.Execute(Program, request.Descriptors);
        }
        finally
        {
            Array.ForEach(pinner, pipe => pipe.Dispose());
        }
    }

    public void Dispose()
    {
        _context.Program?.Dispose();
        _features.Dispose();
    }

    private void Check()
    {
        if (_context.IsReplacing && _features.All.Select(feature => feature.NeedsCaller).FirstOrDefault(option => option is not null) is { } impossible)
        {
            throw new ArgumentException($"A program that takes the place of the caller cannot have {impossible}, which needs a caller that stays: use NamespaceProcess.Start.");
        }

        Array.ForEach(_features.All, feature => feature.CheckUsage());
        if (KernelSupport.Version < s_leastKernel)
        {
            throw new NotSupportedException($"Starting a process needs kernel {s_leastKernel} or later. This is kernel {KernelSupport.Version}.");
        }

        Array.ForEach(_features.All, feature => feature.CheckSupport());
        Array.ForEach(_features.All, feature => feature.CheckRights());
    }

    // Which way the child is started, and with which ids.
    private void Choose()
    {
        _features.IdMaps.Choose();
        _features.Credentials.Choose();
        _context.UsesLauncher = _context.IsReplacing || NeedsOwnMemory;
        bool mapsIdsFromOutside = _context.Map is { } map && !IdMaps.WritesOwnMap(map);
        bool createsUserNamespaceBefore = (_context.Entered & _context.New) != 0 || _context.Info.UserNamespaceOwner is not null || (_context.IsReplacing && mapsIdsFromOutside);
        if (createsUserNamespaceBefore)
        {
            _features.EarlyUserNamespace.Create();
            _context.UsesLauncher = true;
        }

        _context.MapsIdsFromOutside = mapsIdsFromOutside && !createsUserNamespaceBefore;
    }

    // Another process in a namespace that the child enters may look at the child, and a changed user changes what others may do with its memory.
    private bool NeedsOwnMemory => _context.Info.Carrier.OwnMemory
        ?? (!_context.Info.Carrier.CanShareMemory || _features.All.Any(feature => feature.NeedsOwnMemory));

    private void Begin()
    {
        bool awaitsGo = _context.MapsIdsFromOutside || _context.IsBornAgain || _context.IsShownEarly;
        // A child that dies with its parent learns by a failing report that the parent has died already. A new time namespace is entered when the
        // program is executed, just after a thread that stands still may go on.
        bool reports = !_context.IsReplacing
            && (UsesLauncher || awaitsGo || _context.Info.ParentDeathSignal is not null || _context.New.HasFlag(NamespaceTypes.Time));
        _context.Begin(new ChildProgram(awaitsGo, reports));
        if (reports)
        {
            _context.Declare(Program.Report);
        }

        if (awaitsGo)
        {
            _context.Declare(Program.Go);
        }

        Array.ForEach(_features.All, feature => feature.Declare());
    }

    private ProcessStep DescribeClone()
    {
        string flags = CloneFlags == 0 ? string.Empty : $" | {NamespaceKinds.CloneFlagNames(_context.New)}";
        string standing = Program.Reports ? string.Empty : " | CLONE_VFORK | CLONE_FILES";
        return new ProcessStep(ChildFailedException.CloneStep, ProcessStage.CreateProcess, $"clone3(CLONE_VM{standing} | CLONE_PIDFD | CLONE_CLEAR_SIGHAND{flags})");
    }
}
