using LinuxNamespaces.Network;

namespace LinuxNamespaces;

public sealed partial class NetNamespace
{
    /// <summary>The directory of named namespaces, which ip-netns(8) also uses.</summary>
    internal const string NamedDirectory = "/run/netns";

    /// <summary>Opens a network namespace by its name or by a path.</summary>
    /// <param name="nameOrPath">A name under <c>/run/netns</c>, or a path if it contains a '/', as in ip-netns(8).</param>
    /// <param name="options">The options of the object.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or the path contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a network namespace.</exception>
    /// <exception cref="LinuxException">The namespace does not exist (ENOENT), or it cannot be opened.</exception>
    public static NetNamespace Open(string nameOrPath, NetNamespaceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        bool isPath = nameOrPath.Contains('/', StringComparison.Ordinal);
        NamespaceHandle handle = isPath ? OpenHandle(nameOrPath, NamespaceTypes.Network) : Require(NamedNamespaces.Open(nameOrPath), NamedNamespaces.PathOf(nameOrPath), NamespaceTypes.Network);
        return new NetNamespace(handle, options, isPath ? null : nameOrPath);
    }

    /// <summary>Lists the names of network namespaces, as <c>ip netns list</c> does.</summary>
    /// <returns>
    /// The names in alphabetical order. They include names without a mount, which <see cref="Open"/> cannot open.
    /// </returns>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be read.</exception>
    public static IReadOnlyList<string> List() => NamedNamespaces.List();

    /// <summary>Determines whether a namespace with a name exists.</summary>
    /// <param name="name">The name.</param>
    /// <returns><see langword="true"/> if it can be opened; <see langword="false"/> also for a name without a mount.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static bool Exists(string name) => NamedNamespaces.Exists(name);

    /// <summary>Gives an existing namespace a name, which keeps it alive.</summary>
    /// <param name="name">The name, as for <see cref="Create"/>.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="LinuxException">The name exists (EEXIST), or CAP_SYS_ADMIN is missing (EPERM).</exception>
    public void AddName(string name)
    {
        NamedNamespaces.Validate(name);
        NamedNamespaces.Add(name, Handle);
    }

    /// <summary>Deletes a name, also one without a mount. The namespace ceases to exist when nothing else keeps it alive.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="LinuxException">The name does not exist (ENOENT), or CAP_SYS_ADMIN is missing (EPERM).</exception>
    public static void Delete(string name) => NamedNamespaces.Delete(name);

    /// <summary>Deletes a name and waits until the namespace and its links are gone, including the other ends of its veth pairs.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels the wait. The name is deleted anyway.</param>
    /// <returns>A task that completes when the kernel has removed the namespace.</returns>
    /// <remarks>
    /// The kernel removes a namespace some time after nothing keeps it alive. The wait does not end as long as a process or a socket is in the namespace, or an
    /// object or another name refers to it.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is not a valid name.</exception>
    /// <exception cref="LinuxException">The name does not exist (ENOENT), or CAP_SYS_ADMIN is missing (EPERM).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!Exists(name))
        {
            Delete(name);
            return Task.CompletedTask;
        }

        using NetNamespace target = Open(name);
        NamespaceEnd end = new(target);
        try
        {
            Delete(name);
        }
        catch
        {
            end.Dispose();
            throw;
        }

        target.Dispose();
        return end.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until the namespace and its links are gone, including the other ends of its veth pairs.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the kernel has removed the namespace.</returns>
    /// <remarks>
    /// The wait does not keep the namespace alive, but this object does: call this method, dispose the object, and then await the task. The wait does not end as
    /// long as a process or a socket is in the namespace, or another object or a name refers to it.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WaitUntilGoneAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return new NamespaceEnd(this).WaitAsync(cancellationToken);
    }
}
