using System.Globalization;
using System.Text;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces;

/// <summary>A user namespace: user and group ids, and capabilities, of its own.</summary>
/// <remarks>
/// No thread of the program enters it: what is done inside is done by a process that lives for that only, and takes about a millisecond. See user_namespaces(7).
/// </remarks>
public sealed class UserNamespace : Namespace
{
    internal UserNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>The user who has created it, in the caller's user namespace: in the parent of this one he has all capabilities over it.</summary>
    /// <remarks>See ioctl_nsfs(2), NS_GET_OWNER_UID. A user whom the caller's user namespace does not have is 65534, as everywhere.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The kernel does not tell.</exception>
    public uint OwnerUser
    {
        get
        {
            ThrowIfDisposed();
            return NamespaceRelations.OwnerUser(Handle) ?? throw new LinuxException(Errno.EINVAL, "find the owner of namespace", ToString());
        }
    }

    /// <summary>The users that it has, and which they are in the caller's user namespace; none when they were never mapped.</summary>
    /// <remarks>As <c>/proc/PID/uid_map</c> shows it; 4294967295 outside stands for users that the caller's user namespace does not have.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">It cannot be entered (EPERM; needs CAP_SYS_ADMIN in it, which its creator has).</exception>
    public IReadOnlyList<IdRange> Users => IdMapReader.Parse(Read("uid_map"));

    /// <summary>The groups that it has, and which they are in the caller's user namespace; none when they were never mapped.</summary>
    /// <inheritdoc cref="Users" path="/exception"/>
    public IReadOnlyList<IdRange> Groups => IdMapReader.Parse(Read("gid_map"));

    /// <summary>Whether processes inside may change their supplementary groups.</summary>
    /// <inheritdoc cref="Users" path="/exception"/>
    public bool AllowsSetGroups => Read("setgroups").Trim() == "allow";

    /// <summary>Creates a user namespace that nobody is in.</summary>
    /// <param name="map">The users and groups that it has; null for the caller alone, who is root inside.</param>
    /// <returns>The namespace; it lives as long as something holds it.</returns>
    /// <remarks>Any user may do that, where the system does not forbid it. See user_namespaces(7).</remarks>
    /// <exception cref="LinuxException">
    /// User namespaces or the map are forbidden to the caller (EPERM), the limit is reached (ENOSPC), or there are 32 inside one another (EUSERS).
    /// </exception>
    public static UserNamespace Create(IdMap? map = null) => new(UserNamespaceCreation.Create(map ?? IdMap.CurrentUserAsRoot));

    /// <summary>Opens the user namespace of a file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a user namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new UserNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.User));

    /// <summary>Opens the user namespace of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static UserNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.User));

    /// <summary>Opens the user namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel has no such namespaces, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static UserNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.User));

    /// <summary>Opens the user namespace that this one was created in.</summary>
    /// <returns>The parent.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PARENT.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The parent is above the user namespace of the caller, or there is none (EPERM).</exception>
    public UserNamespace OpenParent() => new(OpenParentHandle());

    /// <summary>Tells which user inside is one outside.</summary>
    /// <param name="outside">A user of the caller's user namespace.</param>
    /// <returns>The user in this one; null when it does not have him.</returns>
    /// <inheritdoc cref="Users" path="/exception"/>
    public uint? UserInside(uint outside) => IdMapReader.Inside(Users, outside);

    /// <summary>Tells which user outside is one inside.</summary>
    /// <param name="inside">A user of this namespace.</param>
    /// <returns>The user in that of the caller; null when there is none.</returns>
    /// <inheritdoc cref="Users" path="/exception"/>
    public uint? UserOutside(uint inside) => IdMapReader.Outside(Users, inside);

    /// <summary>Tells which group inside is one outside.</summary>
    /// <param name="outside">A group of the caller's user namespace.</param>
    /// <returns>The group in this one; null when it does not have it.</returns>
    /// <inheritdoc cref="Users" path="/exception"/>
    public uint? GroupInside(uint outside) => IdMapReader.Inside(Groups, outside);

    /// <summary>Tells which group outside is one inside.</summary>
    /// <param name="inside">A group of this namespace.</param>
    /// <returns>The group in that of the caller; null when there is none.</returns>
    /// <inheritdoc cref="Users" path="/exception"/>
    public uint? GroupOutside(uint inside) => IdMapReader.Outside(Groups, inside);

    // Who opens the file is told the ids of his own user namespace. So we open it, when a process of ours is inside.
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
