namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The rules of attachments in all tables, for attachments that are gone.</summary>
internal static class AttachmentRules
{
    internal static void Delete(NetNamespace host, Func<string, bool> isMeant)
    {
        OwnedRules.DeleteAll(host, isMeant);
        FirewallRules.DeleteForwarding(host, isMeant);
        SpoofCheck.DeleteAll(host, isMeant);
    }
}
