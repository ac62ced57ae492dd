namespace LinuxNamespaces.Ipc;

/// <summary>The base class of System V IPC objects; see sysvipc(7), struct ipc_perm.</summary>
public abstract record IpcObject
{
    private protected IpcObject()
    {
    }

    /// <summary>Gets the ID, which identifies the object.</summary>
    public required int Id { get; init; }

    /// <summary>Gets the key, which <c>ipcs</c> shows in hexadecimal; 0 (IPC_PRIVATE) if the object has no key.</summary>
    public required int Key { get; init; }

    /// <summary>Gets the permissions.</summary>
    public required UnixFileMode Permissions { get; init; }

    /// <summary>Gets the user that owns the object, as an ID of the user namespace that owns the IPC namespace.</summary>
    public required uint User { get; init; }

    /// <summary>Gets the group that owns the object.</summary>
    public required uint Group { get; init; }

    /// <summary>Gets the user that created the object.</summary>
    public required uint CreatorUser { get; init; }

    /// <summary>Gets the group that created the object.</summary>
    public required uint CreatorGroup { get; init; }

    /// <summary>Gets when the object was created, or its owner or permissions were last changed, to the second.</summary>
    public required DateTimeOffset Changed { get; init; }
}
