namespace LinuxNamespaces.Network;

/// <summary>Represents what a <see cref="PacketSocket"/> has done so far.</summary>
/// <param name="Received">The frames that were received.</param>
/// <param name="Missed">The frames that the kernel had no room for, as the program was too slow.</param>
/// <param name="Sent">The frames that were sent.</param>
/// <param name="Rejected">The frames that the kernel did not send, as when the link was down.</param>
public sealed record PacketSocketStatistics(long Received, long Missed, long Sent, long Rejected);
