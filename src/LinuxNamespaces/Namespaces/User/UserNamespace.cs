using System.Globalization;
using System.Text;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces;

/// <summary>A user namespace, which has its own user IDs, group IDs and capabilities.</summary>
/// <remarks>
/// No thread of the program enters the namespace. A short-lived helper process does the work inside, which takes about a millisecond. See user_namespaces(7).
/// </remarks>
public sealed class UserNamespace : Namespace
{
    internal UserNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Gets the user that owns the namespace. In the parent namespace, this user has all capabilities over it.</summary>
    /// <returns>The user ID in the caller's user namespace; 65534 if the user is not mapped there.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_OWNER_UID.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The kernel does not return the owner.</exception>
    public uint GetOwnerUser()
    {
        ThrowIfDisposed();
        return NamespaceRelations.OwnerUser(Handle) ?? throw new LinuxException(Errno.EINVAL, "find the owner of namespace", ToString());
    }

    /// <summary>Gets how users of the namespace map to users of the caller's user namespace.</summary>
    /// <returns>The ranges. The list is empty if no map has been written.</returns>
    /// <remarks>The values are those of <c>/proc/PID/uid_map</c>. An outside ID of 4294967295 is not mapped in the caller's user namespace.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN in it, which its owner has).</exception>
    public IReadOnlyList<IdRange> GetUsers() => IdMapReader.Parse(Read("uid_map"));

    /// <summary>Gets how groups of the namespace map to groups of the caller's user namespace.</summary>
    /// <returns>The ranges. The list is empty if no map has been written.</returns>
    /// <inheritdoc cref="GetUsers" path="/exception"/>
    public IReadOnlyList<IdRange> GetGroups() => IdMapReader.Parse(Read("gid_map"));

    /// <summary>Determines whether processes inside may change their supplementary groups.</summary>
    /// <returns><see langword="true"/> if they may; see setgroups(2).</returns>
    /// <inheritdoc cref="GetUsers" path="/exception"/>
    public bool AllowsSetGroups() => Read("setgroups").Trim() == "allow";

    /// <summary>Creates a user namespace without processes in it.</summary>
    /// <param name="map">The users and groups of the namespace. Defaults to <see cref="IdMap.CurrentUserAsRoot"/>.</param>
    /// <returns>The namespace. It lives as long as a handle or a path keeps it.</returns>
    /// <remarks>No privilege is needed, unless the system restricts user namespaces. See user_namespaces(7).</remarks>
    /// <exception cref="LinuxException">
    /// The caller may not create user namespaces or write the map (EPERM), the limit is reached (ENOSPC), or there are 32 nested levels (EUSERS).
    /// </exception>
    public static UserNamespace Create(IdMap? map = null) => new(UserNamespaceCreation.Create(map ?? IdMap.CurrentUserAsRoot));

    /// <summary>Opens a user namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a user namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new UserNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.User));

    /// <summary>Opens the user namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static UserNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.User));

    /// <summary>Opens the user namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static UserNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.User));

    /// <summary>Opens the user namespace in which this one was created.</summary>
    /// <returns>The parent.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PARENT.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The parent is above the caller's user namespace, or there is no parent (EPERM).</exception>
    public UserNamespace OpenParent() => new(OpenParentHandle());

    /// <summary>Translates a user ID of the caller's user namespace into this namespace.</summary>
    /// <param name="outside">The user ID in the caller's user namespace.</param>
    /// <returns>The user ID in this namespace; <see langword="null"/> if the user is not mapped.</returns>
    /// <inheritdoc cref="GetUsers" path="/exception"/>
    public uint? UserInside(uint outside) => IdMapReader.Inside(GetUsers(), outside);

    /// <summary>Translates a user ID of this namespace into the caller's user namespace.</summary>
    /// <param name="inside">The user ID in this namespace.</param>
    /// <returns>The user ID in the caller's user namespace; <see langword="null"/> if the user is not mapped.</returns>
    /// <inheritdoc cref="GetUsers" path="/exception"/>
    public uint? UserOutside(uint inside) => IdMapReader.Outside(GetUsers(), inside);

    /// <summary>Translates a group ID of the caller's user namespace into this namespace.</summary>
    /// <param name="outside">The group ID in the caller's user namespace.</param>
    /// <returns>The group ID in this namespace; <see langword="null"/> if the group is not mapped.</returns>
    /// <inheritdoc cref="GetUsers" path="/exception"/>
    public uint? GroupInside(uint outside) => IdMapReader.Inside(GetGroups(), outside);

    /// <summary>Translates a group ID of this namespace into the caller's user namespace.</summary>
    /// <param name="inside">The group ID in this namespace.</param>
    /// <returns>The group ID in the caller's user namespace; <see langword="null"/> if the group is not mapped.</returns>
    /// <inheritdoc cref="GetUsers" path="/exception"/>
    public uint? GroupOutside(uint inside) => IdMapReader.Outside(GetGroups(), inside);

    // The file shows the outside IDs of the user namespace in which it is opened. So this process opens it, while the helper process is inside.
    private string Read(string file)
    {
        ThrowIfDisposed();
        string text = string.Empty;
        NamespaceProgram program = new($"read the {file} of", ToString(), mapIds: processId =>
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{file}"), Encoding.ASCII));
        program.Enter(Handle);
        program.AwaitIdMaps();
        program.Run().Dispose();
        return text;
    }
}
