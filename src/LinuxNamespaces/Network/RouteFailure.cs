namespace LinuxNamespaces.Network;

/// <summary>A request that the kernel has refused.</summary>
/// <param name="Error">The error.</param>
/// <param name="KernelMessage">The kernel's own words; null when it gave none.</param>
/// <param name="Namespace">The namespace that the request was made in.</param>
/// <param name="Operation">What was tried.</param>
internal readonly record struct RouteFailure(Errno Error, string? KernelMessage, NetNamespace Namespace, RouteOperation Operation);
