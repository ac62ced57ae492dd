using LinuxNamespaces.Network;

namespace LinuxNamespaces;

public sealed partial class NetNamespace
{
    /// <summary>Where namespaces with a name are, for this library as for ip-netns(8).</summary>
    internal const string NamedDirectory = "/run/netns";

    /// <summary>Opens a namespace by its name, or by a path.</summary>
    /// <param name="nameOrPath">A name under <c>/run/netns</c>; a path when it contains a '/', as in ip-netns(8).</param>
    /// <param name="options">How the object behaves.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The name breaks a rule, or the path contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a network namespace.</exception>
    /// <exception cref="LinuxException">There is none (ENOENT), or it cannot be opened.</exception>
    public static NetNamespace Open(string nameOrPath, NetNamespaceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        bool isPath = nameOrPath.Contains('/', StringComparison.Ordinal);
        NamespaceHandle handle = isPath ? OpenHandle(nameOrPath, NamespaceTypes.Network) : Require(NamedNamespaces.Open(nameOrPath), NamedNamespaces.PathOf(nameOrPath), NamespaceTypes.Network);
        return new NetNamespace(handle, options, isPath ? null : nameOrPath);
    }

    /// <summary>Lists the names, as <c>ip netns list</c> does.</summary>
    /// <returns>
    /// The names in alphabetical order. A name whose mount is gone is among them; <see cref="Open"/> tells it from others.
    /// </returns>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be read.</exception>
    public static IReadOnlyList<string> List() => NamedNamespaces.List();

    /// <summary>Tells whether there is a namespace with a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True when it can be opened; false too for a name whose mount is gone.</returns>
    /// <exception cref="ArgumentException">The name breaks a rule, which the message tells.</exception>
    public static bool Exists(string name) => NamedNamespaces.Exists(name);

    /// <summary>Gives a namespace that exists a name, under which it stays.</summary>
    /// <param name="name">The name, as for <see cref="Create"/>.</param>
    /// <exception cref="ArgumentException">The name breaks a rule, which the message tells.</exception>
    /// <exception cref="LinuxException">The name is taken (EEXIST), or CAP_SYS_ADMIN is missing (EPERM).</exception>
    public void AddName(string name)
    {
        NamedNamespaces.Validate(name);
        NamedNamespaces.Add(name, Handle);
    }

    /// <summary>Deletes a name, also one whose mount is gone. The namespace goes when nothing else keeps it alive.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name breaks a rule, which the message tells.</exception>
    /// <exception cref="LinuxException">There is no such name (ENOENT), or CAP_SYS_ADMIN is missing (EPERM).</exception>
    public static void Delete(string name) => NamedNamespaces.Delete(name);

    /// <summary>Deletes a name, and waits until the namespace and its links are gone, and with them the ends of veth pairs in other namespaces.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the wait; the name is deleted all the same.</param>
    /// <returns>A task that ends when the kernel has taken the namespace apart.</returns>
    /// <remarks>
    /// The kernel takes a namespace apart some time after nothing keeps it alive any more. As long as a process or a socket is in it, or an object or
    /// another name refers to it, the wait does not end by itself.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is not a valid name.</exception>
    /// <exception cref="LinuxException">There is no such name (ENOENT), or CAP_SYS_ADMIN is missing (EPERM).</exception>
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

    /// <summary>Waits until the namespace and its links are gone, and with them the ends of veth pairs in other namespaces.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the kernel has taken the namespace apart.</returns>
    /// <remarks>
    /// The wait does not keep the namespace alive, but this object does: call this method, dispose the object, and then await the task. As long as a
    /// process or a socket is in the namespace, or another object or a name refers to it, the wait does not end by itself.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WaitUntilGoneAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return new NamespaceEnd(this).WaitAsync(cancellationToken);
    }
}
