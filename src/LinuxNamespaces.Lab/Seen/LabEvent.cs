namespace LinuxNamespaces.Lab;

/// <summary>Describes something that happened in a lab.</summary>
public sealed record LabEvent
{
    /// <summary>Gets when it happened, by the clock of the lab.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Gets what happened, such as <c>conditions</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Gets the name of the node or the link; <see langword="null"/> if it is about the whole lab.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the details in words; <see langword="null"/> if there are none.</summary>
    public string? Text { get; init; }

    /// <summary>Returns the event in one line.</summary>
    public override string ToString() => $"{Time:HH:mm:ss.fff} {Kind}{(Subject is null ? null : " " + Subject)}{(Text is null ? null : ": " + Text)}";
}
