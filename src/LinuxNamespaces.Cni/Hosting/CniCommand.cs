namespace LinuxNamespaces.Cni;

/// <summary>Specifies what the runtime asks of a plugin: the variable CNI_COMMAND.</summary>
public enum CniCommand
{
    /// <summary>ADD: attach a container to the network.</summary>
    Add,

    /// <summary>DEL: remove an attachment.</summary>
    Delete,

    /// <summary>CHECK: verify that an attachment is as its result says. Since version 0.4.0.</summary>
    Check,

    /// <summary>STATUS: report whether ADD can succeed. Since version 1.1.0.</summary>
    Status,

    /// <summary>GC: remove what belongs to no valid attachment. Since version 1.1.0.</summary>
    CollectGarbage,

    /// <summary>VERSION: list the supported versions.</summary>
    Version,
}
