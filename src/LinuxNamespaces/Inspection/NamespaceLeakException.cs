using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Inspection;

/// <summary>The exception that is thrown when namespaces still exist that a snapshot does not contain.</summary>
public sealed class NamespaceLeakException : Exception
{
    private const int MostHolders = 10;

    internal NamespaceLeakException(IReadOnlyList<NamespaceInfo> namespaces)
        : base(Describe(namespaces)) => Namespaces = namespaces;

    /// <summary>Gets the namespaces.</summary>
    public IReadOnlyList<NamespaceInfo> Namespaces { get; }

    private static string Describe(IReadOnlyList<NamespaceInfo> namespaces)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{namespaces.Count} namespace{(namespaces.Count == 1 ? " still exists" : "s still exist")}:");
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
                text.Append("something that could not be read");
            }
        }

        return text.ToString();
    }
}
