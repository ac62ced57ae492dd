namespace LinuxNamespaces.Samples;

/// <summary>What the customer has bought.</summary>
/// <param name="Time">When it was begun, after the start of the story.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Server">The server that sold it; null if none has answered.</param>
internal sealed record Purchase(TimeSpan Time, TimeSpan Duration, string? Server);
