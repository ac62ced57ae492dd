namespace LinuxNamespaces.Network;

/// <summary>The ID (nsid) of another namespace was added or removed.</summary>
/// <remarks>An ID does not change while its namespace exists.</remarks>
public sealed class NamespaceIdEvent : NetworkObjectEvent
{
    internal NamespaceIdEvent(int id) => Id = id;

    /// <summary>Gets the ID.</summary>
    public int Id { get; }

    private protected override object Subject => Id;
}
