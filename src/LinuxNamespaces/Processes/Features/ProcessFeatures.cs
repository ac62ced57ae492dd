using LinuxNamespaces.Child;

namespace LinuxNamespaces.Processes;

/// <summary>The features of a start, and the order in which their steps work.</summary>
internal sealed class ProcessFeatures : IDisposable
{
    private readonly SetupContext _context;

    internal ProcessFeatures(SetupContext context, Func<ProcessStep, string>? explain, int? executionExitCode)
    {
        _context = context;
        All =
        [
            Priorities = new(context),
            Limits = new(context),
            TimerSlack = new(context),
            OomScore = new(context),
            Credentials = new(context),
            Capabilities = new(context),
            NoNewPrivileges = new(context),
            Landlock = new(context),
            Seccomp = new(context),
            FileSystem = new(context),
            WorkingDirectory = new(context),
            Session = new(context),
            Replacement = new(context, explain, executionExitCode),
            Pins = new(context, Replacement),
            NewNamespaces = new(context),
            Joins = new(context),
            Cgroup = new(context),
            Terminal = new(context),
            Streams = new(context, Terminal),
            EarlyUserNamespace = new(context, Joins),
            IdMaps = new(context),
            InnerUserNamespace = new(context),
            Clocks = new(context),
            HostNames = new(context),
            Loopback = new(context),
            Ready = new(context),
            ParentDeath = new(context),
            Rebirth = new(context, ParentDeath),
            Execution = new(context, Streams, WorkingDirectory, Seccomp),
            Locks = new(context),
            Init = new(context, NoNewPrivileges, ParentDeath),
        ];
    }

    /// <summary>The features, in the order in which they check the start info and declare their descriptors.</summary>
    internal ProcessFeature[] All { get; }

    internal Priorities Priorities { get; }
    internal ResourceLimits Limits { get; }
    internal TimerSlack TimerSlack { get; }
    internal OomScore OomScore { get; }
    internal Credentials Credentials { get; }
    internal CapabilityFeature Capabilities { get; }
    internal NoNewPrivileges NoNewPrivileges { get; }
    internal Landlock Landlock { get; }
    internal Seccomp Seccomp { get; }
    internal FileSystem FileSystem { get; }
    internal WorkingDirectory WorkingDirectory { get; }
    internal Session Session { get; }
    internal Replacement Replacement { get; }
    internal NamespacePins Pins { get; }
    internal NewNamespaces NewNamespaces { get; }
    internal NamespaceJoins Joins { get; }
    internal CgroupMembership Cgroup { get; }
    internal OwnTerminal Terminal { get; }
    internal StandardStreams Streams { get; }
    internal EarlyUserNamespace EarlyUserNamespace { get; }
    internal IdMaps IdMaps { get; }
    internal InnerUserNamespace InnerUserNamespace { get; }
    internal ClockOffsets Clocks { get; }
    internal HostNames HostNames { get; }
    internal Loopback Loopback { get; }
    internal ReadyCallback Ready { get; }
    internal ParentDeath ParentDeath { get; }
    internal Rebirth Rebirth { get; }
    internal ProgramExecution Execution { get; }
    internal FileLocks Locks { get; }
    internal BuiltInInit Init { get; }

    public void Dispose()
    {
        foreach (IDisposable feature in All.OfType<IDisposable>())
        {
            feature.Dispose();
        }
    }

    /// <summary>Adds the steps of all features in the order that works.</summary>
    internal void Compile()
    {
        CompilePreparation();
        CompileNamespaces();
        CompileFiles();
        CompileRights();
        Execution.Compile();

        // The processes beside the one that becomes the program.
        Rebirth.CompileFirst();
        Init.CompileItself();
        Pins.CompilePinner();
        _context.Program.AddAsides();
        Replacement.Compile();
    }

    // The process has the files and the rights of the caller.
    private void CompilePreparation()
    {
        Streams.CompileClosing();
        ParentDeath.DieWithParent();
        Cgroup.Compile();
        OomScore.Compile();
        Priorities.CompileFirst();
        IdMaps.Open();
        InnerUserNamespace.Open();
        Clocks.Open();
        FileSystem.OpenRoot();
        WorkingDirectory.Open();
        Pins.StartPinner();
        Joins.Hide();
        FileSystem.OpenSources();
    }

    private void CompileNamespaces()
    {
        Joins.Compile();
        EarlyUserNamespace.Compile();
        NewNamespaces.Compile();
        if (_context.UsesLauncher && _context.NewOrJoined.HasFlag(NamespaceTypes.User))
        {
            ParentDeath.DieWithParent();
        }

        IdMaps.Compile();
        Ready.Compile();
        Pins.AskPinner();
        Clocks.Compile();
        Rebirth.Compile();
    }

    private void CompileFiles()
    {
        FileSystem.Compile();
        Locks.LockAbsolute();
        WorkingDirectory.Compile();
        Locks.LockRelative();
        Locks.MoveAway();
        Terminal.Compile();
    }

    // From the init on the process is the one that becomes the program.
    private void CompileRights()
    {
        Init.Compile();
        HostNames.Compile();
        Loopback.Compile();
        InnerUserNamespace.Compile();
        if (InnerUserNamespace.IsWanted)
        {
            ParentDeath.DieWithParent();
        }

        Session.Compile();
        StepArgument[] own = _context.IsReplacing ? [Replacement.FailureTexts] : _context.Program.Reports ? [_context.Program.Report] : [];
        Streams.Compile(Execution.Descriptor is { } executable ? [.. own, executable] : own);
        Session.TakeTerminal();
        Limits.Compile();
        TimerSlack.Compile();
        Priorities.Compile();
        Capabilities.CompileBeforeIds();
        Credentials.Compile();
        Capabilities.Compile();
        WorkingDirectory.CompileLate();
        _context.Stage = ProcessStage.Hardening;
        NoNewPrivileges.Compile();
        Landlock.Compile();
        Init.CompileDeath();
    }
}
