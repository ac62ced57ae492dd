namespace LinuxNamespaces.Network;

/// <summary>Specifies whether a caller can use a feature of the kernel.</summary>
public enum KernelFeatureState
{
    /// <summary>The kernel has the feature, built in or as a module that it can load.</summary>
    Supported,

    /// <summary>The kernel was built without the feature, or cannot load its module.</summary>
    Missing,

    /// <summary>The caller lacks CAP_NET_ADMIN over the namespace, so the kernel does not say whether it has the feature; or the caller may not open a device.</summary>
    NotPermitted,
}
