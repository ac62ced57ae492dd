using System.Globalization;
using System.Text.RegularExpressions;

namespace LinuxNamespaces.Lab;

/// <summary>The names of nodes and interfaces in exports.</summary>
internal sealed partial class ExportNames
{
    internal const string DefaultImage = "alpine:3";
    private const int MaxLabel = 63;

    private readonly Dictionary<LabNode, string> _names = [];

    /// <summary>Gives each node a DNS label of its own, as near to its name as possible.</summary>
    internal ExportNames(NetworkLab lab)
    {
        HashSet<string> used = [];
        // A name that can stay does, whatever the others become.
        foreach (LabNode node in lab.Nodes.OrderBy(node => Label().IsMatch(node.Name) ? 0 : 1))
        {
            string label = ToLabel(node.Name), name = label;
            for (int i = 2; !used.Add(name); i++)
            {
                string suffix = string.Create(CultureInfo.InvariantCulture, $"-{i}");
                name = label[..Math.Min(label.Length, MaxLabel - suffix.Length)].TrimEnd('-') + suffix;
            }

            _names.Add(node, name);
        }
    }

    internal string this[LabNode node] => _names[node];

    /// <exception cref="ArgumentException">The name is not a DNS label.</exception>
    internal static string RequireLabel(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        return Label().IsMatch(name)
            ? name
            : throw new ArgumentException($"'{name}' is not a DNS label: 1 to {MaxLabel} lower-case ASCII letters, digits and '-', with a letter or a digit first and last.", parameter);
    }

    /// <exception cref="ArgumentException">The image is empty, or has white space.</exception>
    internal static string RequireImage(string image, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(image, parameter);
        return image.Any(char.IsWhiteSpace) ? throw new ArgumentException($"The image '{image}' has white space.", parameter) : image;
    }

    /// <summary>Checks the names of all interfaces, which are only described so far.</summary>
    /// <exception cref="InvalidOperationException">The lab is empty, or the kernel would reject a name.</exception>
    internal static void RequireExportable(NetworkLab lab)
    {
        if (lab.Nodes.Count == 0)
        {
            throw new InvalidOperationException("A lab without nodes cannot be exported.");
        }

        foreach (LabPort port in lab.Nodes.SelectMany(node => node.Ports).Where(port => !Interface().IsMatch(port.Name) || port.Name is "." or ".."))
        {
            throw new InvalidOperationException($"The interface '{port.Name}' of '{port.Node.Name}' cannot be exported: a name has 1 to 15 printable ASCII characters without ':' and '/'.");
        }
    }

    private static string ToLabel(string name)
    {
        string label = string.Concat(name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
        label = label[..Math.Min(label.Length, MaxLabel)].Trim('-');
        return label.Length == 0 ? "node" : label;
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[!-.0-9;-~]{1,15}\z")]
    private static partial Regex Interface();
}
