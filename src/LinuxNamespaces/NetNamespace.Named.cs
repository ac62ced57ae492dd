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
}
