namespace LinuxNamespaces.Cni;

/// <summary>The words of CNI_COMMAND.</summary>
internal static class CniCommands
{
    internal static string NameOf(CniCommand command) => command switch
    {
        CniCommand.Add => "ADD",
        CniCommand.Delete => "DEL",
        CniCommand.Check => "CHECK",
        CniCommand.Status => "STATUS",
        CniCommand.CollectGarbage => "GC",
        CniCommand.Version => "VERSION",
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, null),
    };

    internal static CniCommand? Find(string name) => name switch
    {
        "ADD" => CniCommand.Add,
        "DEL" => CniCommand.Delete,
        "CHECK" => CniCommand.Check,
        "STATUS" => CniCommand.Status,
        "GC" => CniCommand.CollectGarbage,
        "VERSION" => CniCommand.Version,
        _ => null,
    };
}
