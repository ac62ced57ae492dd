using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>What the features of a start share: the start info, what has been found out from it, and the program of the child.</summary>
/// <param name="info">The start info.</param>
/// <param name="isReplacing">Whether the process takes the place of the caller.</param>
internal sealed class SetupContext(NamespaceProcessStartInfo info, bool isReplacing)
{
    private readonly List<StepArgument> _declared = [];

    internal NamespaceProcessStartInfo Info => info;

    /// <summary>Whether the process takes the place of the caller.</summary>
    internal bool IsReplacing => isReplacing;

    /// <summary>The capabilities of the caller.</summary>
    internal (ulong Effective, ulong Permitted, ulong Inheritable) Held { get; } = Capabilities.Current();

    internal bool IsPrivileged => Has(Capability.SysAdmin);

    /// <summary>The namespaces that the process itself creates.</summary>
    internal NamespaceTypes New { get; set; } = info.NewNamespaces;

    /// <summary>The namespaces that the process joins and keeps.</summary>
    internal NamespaceTypes Join { get; set; }

    /// <summary>The namespaces that the process joins on its way, although the start info does not ask for it.</summary>
    internal NamespaceTypes Entered { get; set; }

    /// <summary>The namespaces in which the process is not with the caller.</summary>
    internal NamespaceTypes NewOrJoined => New | Join;

    /// <summary>The namespaces that the start info asks for.</summary>
    internal NamespaceTypes Requested => info.NewNamespaces | info.JoinNamespaces.Types;

    /// <summary>Whether the process gets its rights from another user namespace than that of the caller.</summary>
    internal bool ChangesUserNamespace => ((info.NewNamespaces | Join | Entered) & NamespaceTypes.User) != 0;

    /// <summary>Whether the process sees other files than the caller, so that no path may lead to what the caller has open.</summary>
    internal bool IsConfined => info.Root is not null || (NewOrJoined & NamespaceTypes.Mount) != 0;

    internal bool HasInit => info.Init == ProcessInit.BuiltIn;

    /// <summary>The id maps that the new user namespace gets; <c>null</c> for none.</summary>
    internal IdMap? Map { get; set; }

    /// <summary>The user that the process becomes; <c>null</c> if it does not change.</summary>
    internal uint? User { get; set; }

    /// <summary>The group that the process becomes; <c>null</c> if it does not change.</summary>
    internal uint? Group { get; set; }

    internal bool ChangesIds => User is not null || Group is not null || info.SupplementaryGroups is not null;

    /// <summary>Whether the child has memory of its own, and creates its namespaces itself.</summary>
    internal bool UsesLauncher { get; set; }

    /// <summary>Whether the caller writes the id maps, while the child waits.</summary>
    internal bool MapsIdsFromOutside { get; set; }

    /// <summary>Whether a child of the child becomes the process: only a new process is in a PID namespace that was joined or unshared.</summary>
    internal bool IsBornAgain => !isReplacing
        && (UsesLauncher ? (NewOrJoined & NamespaceTypes.Pid) != 0 || New.HasFlag(NamespaceTypes.Time) : Join.HasFlag(NamespaceTypes.Pid));

    /// <summary>Whether the caller opens the namespaces as soon as they exist, since no later child has them.</summary>
    internal bool IsShownEarly => (info.PinNamespaces.Count > 0 || info.NamespacesReady is not null) && !IsBornAgain && !isReplacing;

    /// <summary>The program of the child.</summary>
    internal ChildProgram Program { get; private set; } = null!;

    /// <summary>The file system of the process.</summary>
    internal MountContext Files { get; private set; } = null!;

    /// <summary>The slots of the descriptors of the caller that the child uses.</summary>
    internal IReadOnlyList<StepArgument> Declared => _declared;

    /// <summary>The slots of the files and descriptors that stay open until the process has ended.</summary>
    internal List<StepArgument> HeldFiles { get; } = [];

    /// <summary>The stage of the steps that are added next.</summary>
    internal ProcessStage Stage
    {
        set => Program.Stage = (int)value;
    }

    internal bool Has(Capability capability) => Capabilities.Has(Held, capability);

    /// <summary>Begins the program.</summary>
    internal void Begin(ChildProgram program)
    {
        Program = program;
        Stage = ProcessStage.Prepare;
        Files = new MountContext(program, Requested, isInUserNamespace: (NewOrJoined & NamespaceTypes.User) != 0 || !IsPrivileged);
        Files.UsePaths(resolve: 0, canCreate: info.Root is not null);
    }

    /// <summary>Declares a descriptor of the caller that the child uses.</summary>
    /// <returns>The slot that holds its number.</returns>
    internal StepArgument Declare(string name)
    {
        StepArgument slot = Program.AddSlot(name);
        _declared.Add(slot);
        return slot;
    }

    /// <summary>Declares a descriptor that already has a slot.</summary>
    internal void Declare(StepArgument slot) => _declared.Add(slot);

    /// <summary>Has the child wait until the caller has done its part.</summary>
    internal void WaitForCaller()
    {
        Program.AddReport(ReportTag.MapIds);
        Program.AwaitGo();
    }

    /// <summary>Closes a file or directory of the caller, from which a link in /proc/PID/fd would lead to all of its files.</summary>
    internal void CloseIfConfined(StepArgument directory)
    {
        if (IsConfined)
        {
            Program.Add(SystemCall.close, directory);
        }
    }

    internal StepArgument Open(string name, string path, int flags) => OpenAt(NamedArguments.AT_FDCWD, name, path, flags);

    internal StepArgument OpenAt(StepArgument directory, string name, string path, int flags, int mode = 0)
    {
        StepArgument slot = Program.AddSlot(name);
        Program.AddSaving(slot, SystemCall.openat, directory, Program.Text(path), NamedArguments.OpenFlags(flags | Linux.O_CLOEXEC), NamedArguments.Mode(mode));
        return slot;
    }

    internal void WriteTo(StepArgument directory, string path, string text)
    {
        StepArgument file = OpenAt(directory, path, path, Linux.O_WRONLY);
        Write(file, text);
        Program.Add(SystemCall.close, file);
    }

    internal void Write(StepArgument file, string text)
    {
        StepArgument data = Program.Text(text);
        Program.Add(SystemCall.write, file, data, LinuxText.CountBytes(text));
    }
}
