namespace LinuxNamespaces.Netlink;

/// <summary>Finds out what the caller can do about a request that the kernel rejected.</summary>
/// <param name="failure">What happened.</param>
/// <returns>One or more sentences; <see langword="null"/> if the cause is not known.</returns>
public delegate string? NetlinkRemedy(in NetlinkFailure failure);
