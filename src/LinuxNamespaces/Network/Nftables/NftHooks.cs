namespace LinuxNamespaces.Network;

/// <summary>Hooks and types of chains as the kernel numbers and names them.</summary>
internal static class NftHooks
{
    // The order of NftChainType.
    private static readonly string[] s_types = ["filter", "nat", "route"];

    /// <summary>The number of a hook, which depends on the family.</summary>
    internal static uint NumberOf(NftFamily family, NftHook hook) => (family, hook) switch
    {
        (NftFamily.NetDevice, NftHook.Ingress) => 0,
        (NftFamily.NetDevice, NftHook.Egress) => 1,
        (NftFamily.Arp, NftHook.Input) => 0,
        (NftFamily.Arp, NftHook.Output) => 1,
        (NftFamily.Arp, NftHook.Forward) => 2,
        (NftFamily.Inet, NftHook.Ingress) => 5,
        (NftFamily.NetDevice or NftFamily.Arp, _) or (_, NftHook.Ingress or NftHook.Egress) => throw new ArgumentException($"The family {NftText.Of(family)} has no hook {hook}."),
        _ => (uint)hook,
    };

    /// <summary>The hook of a number; a number that is not known here stays as it is.</summary>
    internal static NftHook HookOf(NftFamily family, uint number) => (family, number) switch
    {
        (NftFamily.NetDevice, 0) => NftHook.Ingress,
        (NftFamily.NetDevice, 1) => NftHook.Egress,
        (NftFamily.Arp, 0) => NftHook.Input,
        (NftFamily.Arp, 1) => NftHook.Output,
        _ => unchecked((NftHook)number),
    };

    internal static string NameOf(NftChainType type) => s_types[(int)type];

    internal static NftChainType TypeOf(string? name) =>
        Array.IndexOf(s_types, name) is var index and >= 0 ? (NftChainType)index : throw new InvalidDataException($"The kernel reported a chain of the type '{name}'.");
}
