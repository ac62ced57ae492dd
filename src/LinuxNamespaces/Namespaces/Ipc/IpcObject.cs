namespace LinuxNamespaces.Ipc;

/// <summary>What System V IPC objects have in common; see sysvipc(7) and struct ipc_perm there.</summary>
public abstract record IpcObject
{
    private protected IpcObject()
    {
    }

    /// <summary>The number by which it is used and removed.</summary>
    public required int Id { get; init; }

    /// <summary>The key by which it is found, as <c>ipcs</c> shows it in hexadecimal; 0 (IPC_PRIVATE) when it has none.</summary>
    public required int Key { get; init; }

    /// <summary>Who may use it.</summary>
    public required UnixFileMode Permissions { get; init; }

    /// <summary>The user that it belongs to, in the user namespace that owns the IPC namespace.</summary>
    public required uint User { get; init; }

    /// <summary>The group that it belongs to.</summary>
    public required uint Group { get; init; }

    /// <summary>The user that has created it.</summary>
    public required uint CreatorUser { get; init; }

    /// <summary>The group of who has created it.</summary>
    public required uint CreatorGroup { get; init; }

    /// <summary>When it was created, or its owner or permissions were last changed; to the second.</summary>
    public required DateTimeOffset Changed { get; init; }
}
