using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Inspection;

/// <summary>There are namespaces that were not there before, and should not be.</summary>
public sealed class NamespaceLeakException : Exception
{
    private const int MostHolders = 10;

    internal NamespaceLeakException(IReadOnlyList<NamespaceInfo> namespaces)
        : base(Describe(namespaces)) => Namespaces = namespaces;

    /// <summary>The namespaces.</summary>
    public IReadOnlyList<NamespaceInfo> Namespaces { get; }

    private static string Describe(IReadOnlyList<NamespaceInfo> namespaces)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{namespaces.Count} namespace{(namespaces.Count == 1 ? " is" : "s are")} left:");
        foreach (NamespaceInfo info in namespaces)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {info.KernelName}, kept alive by ");
            text.AppendJoin("; ", info.Holders.Take(MostHolders));
            if (info.Holders.Count > MostHolders)
            {
                text.Append(CultureInfo.InvariantCulture, $"; and {info.Holders.Count - MostHolders} more");
            }
            else if (info.Holders.Count == 0)
            {
                text.Append("something that could not be seen");
            }
        }

        return text.ToString();
    }
}
