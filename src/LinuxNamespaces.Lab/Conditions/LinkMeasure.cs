namespace LinuxNamespaces.Lab;

/// <summary>What one direction of a link has dropped so far, and what waits in it.</summary>
/// <param name="Drops">The drops by their reasons, those without any included.</param>
/// <param name="QueuedPackets">The packets that wait for the rate.</param>
/// <param name="QueuedBytes">Their bytes.</param>
internal sealed record LinkMeasure(IReadOnlyList<LinkDrops> Drops, long QueuedPackets, long QueuedBytes);
