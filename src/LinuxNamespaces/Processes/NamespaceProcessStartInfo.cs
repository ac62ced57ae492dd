using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>Describes a program, and the namespaces, file system, rights and streams that it runs with.</summary>
/// <remarks>
/// Nothing happens before <see cref="NamespaceProcess.Start"/>. A start info can start any number of processes. Arguments, variables and paths
/// that are not UTF-8 are written as <see cref="LinuxText"/> decodes them. Inherited variables keep their bytes.
/// </remarks>
public sealed partial class NamespaceProcessStartInfo
{
    private readonly NamespaceTypes _newNamespaces;

    /// <summary>Describes a program.</summary>
    /// <param name="fileName">
    /// The path of the program as the process sees it. <c>/proc/self/exe</c> and descriptors such as <c>/proc/self/fd/5</c> are those of the caller. The process looks
    /// up a name without '/' in the directories of PATH, under its own root directory. An executable file of unknown format runs with <c>/bin/sh</c>, as with
    /// execvp(3), unless there are <see cref="SeccompFilters"/>.
    /// </param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <exception cref="ArgumentException">The name is empty, or the name or an argument contains a NUL character.</exception>
    public NamespaceProcessStartInfo(string fileName, params string[] arguments)
        : this(fileName, (IReadOnlyList<string>)arguments)
    {
    }

    /// <inheritdoc cref="NamespaceProcessStartInfo(string, string[])"/>
    public NamespaceProcessStartInfo(string fileName, IReadOnlyList<string> arguments)
    {
        FileName = Mount.CheckPath(fileName, nameof(fileName));
        Arguments = CheckStrings(arguments, nameof(arguments));
    }

    /// <summary>Gets the path or the name of the program.</summary>
    public string FileName { get; }

    /// <summary>Gets the arguments of the program, without the first one, its own name.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Gets the first argument of the program, its own name. <c>null</c> for <see cref="FileName"/>.</summary>
    public string? ArgumentZero { get; init; }

    /// <summary>Gets a descriptor of the program, which is then executed instead of the file at <see cref="FileName"/>. It cannot be a script.</summary>
    public SafeFileHandle? Executable { get; init; }

    /// <summary>Gets the kinds of namespaces that are created for the process.</summary>
    /// <remarks>All kinds except user namespaces need CAP_SYS_ADMIN, which a process has in a new user namespace.</remarks>
    /// <exception cref="ArgumentException">The value contains other bits.</exception>
    public NamespaceTypes NewNamespaces
    {
        get => _newNamespaces;
        init => _newNamespaces = (value & ~NamespaceKinds.All) == 0 ? value : throw new ArgumentException($"'{value}' is not a set of kinds of namespaces.", nameof(NewNamespaces));
    }

    /// <summary>Gets the namespaces that the process enters: objects, handles, paths, or namespaces of a process. No kind can be both new and joined.</summary>
    /// <remarks>
    /// If the caller lacks CAP_SYS_ADMIN, namespaces such as those of <see cref="NetNamespace.Create(string?, NetNamespaceOptions?)"/> belong to a user namespace of
    /// this program, in which only the caller's own user and group are mapped. The process enters that user namespace first. A new user namespace is created inside it.
    /// </remarks>
    public JoinedNamespaces JoinNamespaces { get; } = [];

    /// <summary>
    /// Gets the id maps of the new user namespace. The ids outside are those that the caller sees. <c>null</c>, the default, keeps user and group of the process:
    /// those of the caller, or of <see cref="UserNamespaceOwner"/>, which are then the only ids that are mapped. <see cref="IdMap.Unmapped"/> maps none.
    /// </summary>
    public IdMap? IdMap { get; init; }

    /// <summary>Gets the owner of the new user namespace, as ids of the caller. <c>null</c> for the caller.</summary>
    /// <remarks>
    /// The owner has all rights over the new user namespace. The process runs as this user and group, without supplementary groups, unless it becomes another user
    /// inside. Needs CAP_SETUID and CAP_SETGID.
    /// </remarks>
    public (uint User, uint Group)? UserNamespaceOwner { get; init; }

    /// <summary>Gets the files that new namespaces are mounted on before the program runs. A namespace lives until <see cref="Namespace.Unpin"/>, even without processes.</summary>
    /// <remarks>
    /// The caller mounts the namespaces in its own mount namespace, which needs CAP_SYS_ADMIN. Missing files are created. A PID namespace ends with its
    /// first process even if it is pinned.
    /// </remarks>
    public IDictionary<NamespaceTypes, string> PinNamespaces { get; } = new Dictionary<NamespaceTypes, string>();

    /// <summary>Gets the id maps of a further user namespace, which the process gets inside the first one when its file system is made. <c>null</c> for none.</summary>
    /// <remarks>
    /// The process then has no rights over the outer user namespace, in which it has done what needs root there, such as mounting devpts. If the process joins
    /// a user namespace, only root can write the map; another user sets <see cref="InnerUserNamespace"/> instead.
    /// </remarks>
    public IdMap? InnerIdMap { get; init; }

    /// <summary>
    /// Gets a user namespace that the process enters when its file system is made. It has to be below the user namespace that the process is in. <c>null</c> for none.
    /// </summary>
    /// <remarks>The handle stays the caller's. It cannot be combined with <see cref="InnerIdMap"/>.</remarks>
    public NamespaceHandle? InnerUserNamespace { get; init; }

    /// <summary>Gets whether the start fails if the process could create a user namespace. Defaults to <c>false</c>.</summary>
    public bool RequireNoUserNamespaces { get; init; }

    /// <summary>Gets whether no process in the inner user namespace can create a user namespace. Defaults to <c>false</c>.</summary>
    /// <remarks>Sets the sysctl user.max_user_namespaces to 1 in the outer user namespace. Needs <see cref="InnerIdMap"/>.</remarks>
    public bool DisableUserNamespaces { get; init; }

    /// <summary>Gets whether the loopback device of the new network namespace is brought up. Defaults to <c>false</c>.</summary>
    public bool LoopbackUp { get; init; }

    /// <summary>Gets a method that is called in the caller with the process id when the process has its namespaces and its id maps. <c>null</c> for none.</summary>
    /// <remarks>The process waits until the method returns. If the method throws, the start fails with that exception.</remarks>
    public Action<int>? NamespacesReady { get; init; }

    /// <summary>Gets the offsets of the clocks in the new time namespace. <c>null</c> for none.</summary>
    public TimeOffsets? TimeOffsets { get; init; }

    /// <summary>Gets the host name of the UTS namespace, at most 64 bytes. <c>null</c> leaves it unchanged.</summary>
    public string? HostName { get; init; }

    /// <summary>Gets the NIS domain name of the UTS namespace, at most 64 bytes. <c>null</c> leaves it unchanged.</summary>
    public string? DomainName { get; init; }

    /// <summary>Gets the root directory. <c>null</c> for that of the caller, or that of the mount namespace that is joined.</summary>
    public ProcessRoot? Root { get; init; }

    /// <summary>Gets the operations on the file system of the process, in the order in which they are made.</summary>
    public IList<Mount> Mounts { get; } = [];

    /// <summary>
    /// Gets the operations on the file system that are made before the process gets its <see cref="Root"/>, in their order. Paths lead where they lead for the caller.
    /// </summary>
    /// <remarks>
    /// The operations are made in the caller's own directory tree, and all links are followed there. Do not use paths in directories that another
    /// user can change.
    /// </remarks>
    public IList<Mount> MountsBeforeRoot { get; } = [];

    /// <summary>
    /// Gets how mounts pass between the new mount namespace and that of the caller. Defaults to <see cref="MountPropagation.Private"/>.
    /// </summary>
    public MountPropagation MountPropagation { get; init; } = MountPropagation.Private;

    /// <summary>
    /// Gets the working directory, as the process sees it. <c>null</c> keeps that of the caller, or is <c>/</c> under another root directory.
    /// </summary>
    /// <remarks>
    /// The directory is entered with the rights that the process has before it changes its user and, if those are not sufficient (EACCES), again as
    /// the new user. With a <see cref="Root"/>, or in a mount namespace of its own, links to open files of a process (<c>/proc/PID/fd</c>,
    /// <c>cwd</c>, <c>root</c>) are not followed, and the start fails (ELOOP).
    /// </remarks>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets candidates for the working directory: the first one that exists, as the process sees it, becomes the working directory.</summary>
    /// <remarks>If none exists, the working directory is the same as without candidates. Cannot be combined with <see cref="WorkingDirectory"/>.</remarks>
    public IList<string> PreferredDirectories { get; } = [];

    /// <summary>Gets the working directory as a path of the caller, which is opened before the process enters any namespace. <c>null</c> for none.</summary>
    /// <remarks>
    /// The directory may be outside of the root directory of the process. Cannot be combined with <see cref="WorkingDirectory"/>, or with a
    /// <see cref="Root"/> that is not one of chroot(2).
    /// </remarks>
    public string? CallerWorkingDirectory { get; init; }

    /// <summary>Gets whether the variable PWD of the program is its working directory, whatever <see cref="Environment"/> contains. Defaults to <c>false</c>.</summary>
    public bool PassWorkingDirectory { get; init; }

    /// <summary>Gets files, as the process sees them, on which shared locks are taken before the program runs. The start fails if a lock is not available.</summary>
    /// <remarks>
    /// <see cref="ProcessInit.BuiltIn"/> holds the locks until it ends. Without it, further descriptors of the program hold them. See F_OFD_SETLK(2const).
    /// </remarks>
    public IList<string> LockFiles { get; } = [];

    /// <summary>Gets descriptors of the caller that stay open until the process has ended, so that a reader of the other end sees when that happens.</summary>
    /// <remarks><see cref="ProcessInit.BuiltIn"/> holds them, out of the program's reach. Without it, further descriptors of the program hold them.</remarks>
    public IList<SafeHandle> HeldDescriptors { get; } = [];

    /// <summary>Gets which process is the first one of the new PID namespace. Defaults to the program.</summary>
    /// <remarks>
    /// Without a new PID namespace, <see cref="ProcessInit.BuiltIn"/> is the parent of the program. It adopts descendants that lose their parent
    /// (PR_SET_CHILD_SUBREAPER), so that <see cref="NamespaceProcess.KillTree"/> and disposal find all of them.
    /// </remarks>
    public ProcessInit Init { get; init; }

    /// <summary>
    /// Gets whether <see cref="ProcessInit.BuiltIn"/> stays after the end of the program, until all other processes in the new PID namespace, or all its other
    /// descendants, have ended. Defaults to <c>false</c>.
    /// </summary>
    /// <remarks>
    /// Waiting ends with the program, and its <see cref="ExitStatus.Usage"/> is not known. <see cref="NamespaceProcess.KillTree"/> and disposal end all processes that are left.
    /// </remarks>
    public bool InitStays { get; init; }

    /// <summary>Gets the variables that are set for the program. A value of <c>null</c> removes a variable of the caller.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Gets whether the program gets none of the caller's variables, only <see cref="Environment"/>. Defaults to <c>false</c>.</summary>
    public bool ClearEnvironment { get; init; }

    /// <summary>Gets further descriptors of the caller, by the number that the process gets them under, 3 or more. All others are closed.</summary>
    public IDictionary<int, SafeHandle> Descriptors { get; } = new Dictionary<int, SafeHandle>();

    /// <summary>
    /// Gets whether the process also gets every descriptor of the caller that is not close-on-exec, as after execve(2): those that the caller was
    /// started with. Descriptors that .NET opens are close-on-exec. Defaults to <c>false</c>.
    /// </summary>
    public bool InheritDescriptors { get; init; }

    /// <summary>How the child is started.</summary>
    internal ChildCarrier Carrier { get; set; } = ChildCarrier.Automatic;

    /// <summary>Gets the environment of the program.</summary>
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
