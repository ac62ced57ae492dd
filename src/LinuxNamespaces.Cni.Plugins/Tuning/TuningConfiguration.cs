namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the tuning plugin.</summary>
internal sealed record TuningConfiguration : NetworkConfiguration
{
    internal const string DefaultDirectory = "/run/cni/tuning";

    public string? DataDir { get; init; }

    public Dictionary<string, string>? SysCtl { get; init; }

    public string? Mac { get; init; }

    public bool? Promisc { get; init; }

    public int Mtu { get; init; }

    public bool? Allmulti { get; init; }

    public int? TxQLen { get; init; }

    internal string Directory => string.IsNullOrEmpty(DataDir) ? DefaultDirectory : DataDir;
}
