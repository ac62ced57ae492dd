using System.Collections;

namespace LinuxNamespaces.Processes;

/// <summary>Lists the namespaces that a process enters: at most one of each kind.</summary>
/// <remarks>The namespaces are opened when the process is started, and joined in the order that works.</remarks>
public sealed class JoinedNamespaces : IEnumerable<NamespaceTypes>
{
    private readonly List<(NamespaceTypes Types, Func<NamespaceTypes, NamespaceHandle?> Open, bool Owned)> _entries = [];

    /// <summary>Gets the kinds that are joined.</summary>
    public NamespaceTypes Types { get; private set; }

    /// <summary>Adds a namespace, which stays the caller's.</summary>
    /// <param name="item">The namespace.</param>
    /// <exception cref="ArgumentException">The list contains a namespace of this kind already.</exception>
    public void Add(Namespace item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Add(item.Handle);
    }

    /// <summary>Adds a namespace by a handle, which stays the caller's.</summary>
    /// <param name="handle">The handle.</param>
    /// <exception cref="ArgumentException">The list contains a namespace of this kind already.</exception>
    public void Add(NamespaceHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Register(handle.Type, _ => handle, owned: false);
    }

    /// <summary>Adds a namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or a file that such a file is bind-mounted on.</param>
    /// <exception cref="ArgumentException">The list contains a namespace of this kind already, or the path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file exists and does not refer to a namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public void Add(string path)
    {
        NamespaceTypes type;
        using (NamespaceHandle probe = NamespaceHandle.Open(path))
        {
            type = probe.Type;
        }

        Register(type, _ => NamespaceHandle.Open(path), owned: true);
    }

    /// <summary>Adds namespaces of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <param name="types">The kinds to join. Namespaces that the caller shares with the process are left out.</param>
    /// <exception cref="ArgumentException">The list contains a namespace of one of the kinds already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    public void Add(int processId, NamespaceTypes types)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        Register(types, type => OpenOther(processId, type), owned: true);
    }

    /// <inheritdoc/>
    public IEnumerator<NamespaceTypes> GetEnumerator() => ((IEnumerable<NamespaceTypes>)NamespaceKinds.Each(Types)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Opens all namespaces, by kind. The caller has to dispose of those that are owned.</summary>
    internal Dictionary<NamespaceTypes, (NamespaceHandle Handle, bool Owned)> Open()
    {
        Dictionary<NamespaceTypes, (NamespaceHandle Handle, bool Owned)> opened = [];
        try
        {
            foreach ((NamespaceTypes types, Func<NamespaceTypes, NamespaceHandle?> open, bool owned) in _entries)
            {
                foreach (NamespaceTypes type in NamespaceKinds.Each(types))
                {
                    if (open(type) is not { } handle)
                    {
                        continue;
                    }

                    ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
                    opened.Add(type, (handle, owned));
                }
            }

            return opened;
        }
        catch
        {
            foreach ((NamespaceHandle handle, bool owned) in opened.Values)
            {
                if (owned)
                {
                    handle.Dispose();
                }
            }

            throw;
        }
    }

    private static NamespaceHandle? OpenOther(int processId, NamespaceTypes type)
    {
        using Namespace own = Namespace.OpenCurrent(type);
        NamespaceHandle handle = NamespaceHandle.Open($"/proc/{processId}/ns/{type.ProcName()}");
        // A process cannot join the user namespace that it is in, and need not join the others.
        if (handle.Identity != own.Identity)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private void Register(NamespaceTypes types, Func<NamespaceTypes, NamespaceHandle?> open, bool owned)
    {
        if (types == NamespaceTypes.None || (types & ~NamespaceKinds.All) != 0)
        {
            throw new ArgumentException($"'{types}' is not a set of kinds of namespaces.", nameof(types));
        }

        if ((Types & types) != 0)
        {
            throw new ArgumentException($"There is a namespace of kind {Types & types} to join already: a process is in one of each kind.");
        }

        Types |= types;
        _entries.Add((types, open, owned));
    }
}
