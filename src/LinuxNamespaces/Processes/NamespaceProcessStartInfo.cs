using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>A program, and the namespaces, file system, rights and streams that it is to run with.</summary>
/// <remarks>
/// Nothing is done with it before <see cref="NamespaceProcess.Start"/>. It may be used for any number of processes. Arguments, variables and paths
/// that are not UTF-8 are given as <see cref="LinuxText"/> decodes them; inherited variables stay what they are.
/// </remarks>
public sealed partial class NamespaceProcessStartInfo
{
    private readonly NamespaceTypes _newNamespaces;

    /// <summary>A program.</summary>
    /// <param name="fileName">Its path, as the process sees it; <c>/proc/self/exe</c> and descriptors such as <c>/proc/self/fd/5</c> are those of the caller. A name without '/' is looked up in the directories of PATH, by the process, under its own root. A file that may be executed and is no program is run by /bin/sh, as with execvp(3), unless there are filters of system calls.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="ArgumentException">The name is empty, or something contains a NUL character.</exception>
    public NamespaceProcessStartInfo(string fileName, params IReadOnlyList<string> arguments)
    {
        FileName = Mount.CheckPath(fileName, nameof(fileName));
        Arguments = CheckStrings(arguments, nameof(arguments));
    }

    /// <summary>The program.</summary>
    public string FileName { get; }

    /// <summary>The arguments of the program, without the first, its own name.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>What the program is told as its own name; null is <see cref="FileName"/>.</summary>
    public string? ArgumentZero { get; init; }

    /// <summary>The program by a descriptor of the caller, whose name is then <see cref="FileName"/>; it cannot be a script.</summary>
    public SafeFileHandle? Executable { get; init; }

    /// <summary>The kinds of namespaces that the process gets new. All but user namespaces need CAP_SYS_ADMIN, which comes with a new user namespace.</summary>
    /// <exception cref="ArgumentException">There are other bits in it.</exception>
    public NamespaceTypes NewNamespaces
    {
        get => _newNamespaces;
        init => _newNamespaces = (value & ~NamespaceKinds.All) == 0 ? value : throw new ArgumentException($"'{value}' is not a set of kinds of namespaces.", nameof(NewNamespaces));
    }

    /// <summary>The namespaces that the process enters: objects, handles, paths, or those of a process. None of a kind that is new.</summary>
    /// <remarks>
    /// Where the caller lacks CAP_SYS_ADMIN, namespaces such as those of <see cref="NetNamespace.Create(string?, NetNamespaceOptions?)"/> belong to a user namespace of this program, which has
    /// the caller's own user and group only. The process enters it on its way; a new user namespace is then created inside it.
    /// </remarks>
    public JoinedNamespaces JoinNamespaces { get; } = [];

    /// <summary>
    /// The id maps of the new user namespace, with ids outside as the caller sees them. <c>null</c>, the default, keeps user and group of the process:
    /// those of the caller, or of <see cref="UserNamespaceOwner"/>, which are then the only ids that are mapped. <see cref="IdMap.Unmapped"/> maps none.
    /// </summary>
    public IdMap? IdMap { get; init; }

    /// <summary>
    /// The user and group, as ids of the caller, that a new user namespace belongs to, who may do everything in it from outside, and who the process
    /// is, without supplementary groups, unless it becomes another one inside; null is the caller. It needs CAP_SETUID and CAP_SETGID.
    /// </summary>
    public (uint User, uint Group)? UserNamespaceOwner { get; init; }

    /// <summary>
    /// Files that new namespaces are mounted on before the program runs, so that they live on without it, until
    /// <see cref="Namespace.Unpin"/>. The caller mounts them, in its own mount namespace, which needs CAP_SYS_ADMIN; a file that does
    /// not exist is created. A PID namespace ends with its first process all the same.
    /// </summary>
    public IDictionary<NamespaceTypes, string> PinNamespaces { get; } = new Dictionary<NamespaceTypes, string>();

    /// <summary>
    /// A further user namespace inside, which the process gets when its file system is made: the one before is then out of its reach, and
    /// what root must do there, such as mounting devpts, is done, whoever the process is here. Null for none. Together with a user namespace
    /// that is joined it is for root only, who alone may then write the map: others set <see cref="InnerUserNamespace"/>.
    /// </summary>
    public IdMap? InnerIdMap { get; init; }

    /// <summary>
    /// A user namespace, below the one that the process is in, which it enters when its file system is made; it stays the caller's. Not together
    /// with <see cref="InnerIdMap"/>. Null for none.
    /// </summary>
    public NamespaceHandle? InnerUserNamespace { get; init; }

    /// <summary>Whether the start fails when the process could create a user namespace, whatever it is that should prevent it.</summary>
    public bool RequireNoUserNamespaces { get; init; }

    /// <summary>Whether nobody in the inner user namespace can create another one; it sets the sysctl user.max_user_namespaces above it to 1.</summary>
    public bool DisableUserNamespaces { get; init; }

    /// <summary>Whether the loopback device of the new network namespace is brought up.</summary>
    public bool LoopbackUp { get; init; }

    /// <summary>
    /// Is called in the caller, with the process id, when the process has its namespaces, and before anything is done in them but joining and
    /// mapping ids. The process waits until it returns; when it throws, the start fails with that exception. Null for nothing.
    /// </summary>
    public Action<int>? NamespacesReady { get; init; }

    /// <summary>The clocks of the new time namespace.</summary>
    public TimeOffsets? TimeOffsets { get; init; }

    /// <summary>The host name, which is that of its UTS namespace. At most 64 bytes.</summary>
    public string? HostName { get; init; }

    /// <summary>The NIS domain name, which is that of its UTS namespace. At most 64 bytes.</summary>
    public string? DomainName { get; init; }

    /// <summary>The root directory; null is that of the caller or of the mount namespace that is joined.</summary>
    public ProcessRoot? Root { get; init; }

    /// <summary>What is done to the file system, in this order.</summary>
    public IList<Mount> Mounts { get; } = [];

    /// <summary>
    /// What is done to the file system before the process gets its <see cref="Root"/>, in this order: where the paths lead as they do for the caller, such as
    /// an order for the kernel that names a program of the caller's.
    /// </summary>
    /// <remarks>
    /// These operations are made in the caller's own directory tree, and all links are followed there. Do not use paths in directories that another
    /// user can change.
    /// </remarks>
    public IList<Mount> MountsBeforeRoot { get; } = [];

    /// <summary>How mounts pass between the new mount namespace and that of the caller.</summary>
    public MountPropagation MountPropagation { get; init; } = MountPropagation.Private;

    /// <summary>The working directory, as the process sees it. <c>null</c> keeps that of the caller, or is <c>/</c> under another root.</summary>
    /// <remarks>
    /// The directory is entered with the rights that the process has before it changes its user and, if those are not sufficient (EACCES), again as
    /// the new user. With a <see cref="Root"/>, or in a mount namespace of its own, links to open files of a process (<c>/proc/PID/fd</c>,
    /// <c>cwd</c>, <c>root</c>) are not followed, and the start fails (ELOOP).
    /// </remarks>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Directories of which the first that exists, as the process sees them, is the working directory; with none it is as without them. Not
    /// together with <see cref="WorkingDirectory"/>.
    /// </summary>
    public IList<string> PreferredDirectories { get; } = [];

    /// <summary>
    /// The working directory as a path of the caller, opened before the process enters any namespace; it may be outside of its root
    /// directory. Not together with <see cref="WorkingDirectory"/>, or with a <see cref="Root"/> that is not one of chroot(2).
    /// </summary>
    public string? CallerWorkingDirectory { get; init; }

    /// <summary>Whether the program gets its working directory, as the kernel names it, in the variable PWD, whatever <see cref="Environment"/> says.</summary>
    public bool PassWorkingDirectory { get; init; }

    /// <summary>
    /// Files, as the process sees them, on which shared locks are taken before the program runs; the start fails where one cannot be had. They are held
    /// by <see cref="ProcessInit.BuiltIn"/> until that ends, else by further descriptors of the program. See F_OFD_SETLK(2const).
    /// </summary>
    public IList<string> LockFiles { get; } = [];

    /// <summary>
    /// Descriptors of the caller that stay open until the process has ended, so that whoever has the other end sees that: in <see cref="ProcessInit.BuiltIn"/>, out
    /// of the program's reach, else by further descriptors of the program.
    /// </summary>
    public IList<SafeHandle> HeldDescriptors { get; } = [];

    /// <summary>
    /// What is the first process of the new PID namespace. Without one <see cref="ProcessInit.BuiltIn"/> is the parent of the program, which adopts those of
    /// its descendants that lose their parent (PR_SET_CHILD_SUBREAPER), so that <see cref="NamespaceProcess.KillTree"/> finds all, as does disposal.
    /// </summary>
    public ProcessInit Init { get; init; }

    /// <summary>
    /// Whether <see cref="ProcessInit.BuiltIn"/> stays when the program has ended, until all others in the new PID namespace, or all its other descendants, have. Waiting
    /// ends with the program, whose <see cref="ExitStatus.Usage"/> is then not known; <see cref="NamespaceProcess.KillTree"/> and disposal end all that is left.
    /// </summary>
    public bool InitStays { get; init; }

    /// <summary>Variables that are set for the program; null removes one.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Whether the program gets none of the caller's variables, only <see cref="Environment"/>.</summary>
    public bool ClearEnvironment { get; init; }

    /// <summary>Further descriptors of the caller, by the number that the process gets them under, 3 or more. All others are closed.</summary>
    public IDictionary<int, SafeHandle> Descriptors { get; } = new Dictionary<int, SafeHandle>();

    /// <summary>
    /// Whether the process also gets every descriptor of the caller that is not close-on-exec, as after execve(2): those that the caller was
    /// itself started with. What .NET opens is close-on-exec.
    /// </summary>
    public bool InheritDescriptors { get; init; }

    /// <summary>How the child is started.</summary>
    internal ChildCarrier Carrier { get; set; } = ChildCarrier.Automatic;

    /// <summary>The environment of the program.</summary>
    internal List<(string Name, string Value)> EffectiveEnvironment()
    {
        List<(string Name, string Value)> variables = [];
        if (!ClearEnvironment)
        {
            IReadOnlyDictionary<string, string> inherited = LinuxText.GetEnvironmentVariables();
            variables.EnsureCapacity(inherited.Count + Environment.Count);
            foreach ((string name, string value) in inherited)
            {
                if (!Environment.ContainsKey(name) && !IsPassedOtherwise(name))
                {
                    variables.Add((name, value));
                }
            }
        }

        foreach ((string name, string? value) in Environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || value?.Contains('\0', StringComparison.Ordinal) == true)
            {
                throw new ArgumentException($"{PrintableText.Quote(name)} cannot be the name of a variable, or its value contains a NUL character.");
            }

            if (value is not null && !IsPassedOtherwise(name))
            {
                variables.Add((name, value));
            }
        }

        return variables;
    }

    private bool IsPassedOtherwise(string variable) => PassWorkingDirectory && variable == "PWD";

    private static IReadOnlyList<string> CheckStrings(IReadOnlyList<string> strings, string parameter)
    {
        ArgumentNullException.ThrowIfNull(strings, parameter);
        foreach (string text in strings)
        {
            ArgumentNullException.ThrowIfNull(text, parameter);
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("An argument contains a NUL character.", parameter);
            }
        }

        return [.. strings];
    }
}
