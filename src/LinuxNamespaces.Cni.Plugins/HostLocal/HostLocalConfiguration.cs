namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of host-local: that of the plugin that delegates to it.</summary>
internal sealed record HostLocalConfiguration : NetworkConfiguration;
