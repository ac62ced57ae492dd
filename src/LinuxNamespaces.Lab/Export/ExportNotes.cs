using System.Globalization;

namespace LinuxNamespaces.Lab;

/// <summary>What an export does not carry over, in words, for its comments.</summary>
internal static class ExportNotes
{
    /// <summary>The notes of a lab: a line each.</summary>
    internal static IEnumerable<string> Of(NetworkLab lab, ExportNames names)
    {
        foreach (LabNode node in lab.Nodes.Where(node => node.Name != names[node]))
        {
            yield return $"'{node.Name}' is called '{names[node]}' here.";
        }

        foreach (LabRouter router in lab.Nodes.OfType<LabRouter>())
        {
            foreach ((LabPort outside, LabNat translation) in router.Translations)
            {
                yield return $"Not carried over: '{router.Name}' translates addresses on the link '{outside.Link.Name}' ({translation}).";
            }

            foreach ((LabPort outside, LabNat translation) in router.IPv6Translations)
            {
                yield return $"Not carried over: '{router.Name}' translates IPv6 addresses on the link '{outside.Link.Name}' ({translation}).";
            }

            foreach (string publication in router.Publications.Select(publication => $"{publication}"))
            {
                yield return $"Not carried over: '{router.Name}' publishes {publication}.";
            }

            if (router.Firewall.Count > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"Not carried over: '{router.Name}' has firewall rules ({router.Firewall.Count}).");
            }
        }

        foreach (LabLink link in lab.Links.Where(link => !link.IsPlugged))
        {
            yield return $"Not carried over: the link '{link.Name}' is unplugged.";
        }

        foreach (string remote in lab.RemoteLinks.Select(remote => $"{remote}"))
        {
            yield return $"Not carried over: the remote link from {remote}.";
        }

        foreach (LabHost first in lab.Hosts)
        {
            foreach (LabHost second in lab.Hosts.Where(second => lab.Partitions.IsBlocked(first, second)))
            {
                yield return $"Not carried over: '{second.Name}' does not hear '{first.Name}'.";
            }
        }
    }

    /// <summary>The directions of links that are not a perfect wire, with the ports that send.</summary>
    internal static IEnumerable<(LabPort Sender, LinkConditions Conditions)> Conditions(NetworkLab lab) => lab.Links
        .SelectMany(link => new[] { (link.First, link.Forward), (link.Second, link.Backward) })
        .Where(direction => direction.Item2 != LinkConditions.None);

    /// <summary>Lines as comments of YAML. The names of links can have any character.</summary>
    internal static string Of(LabPort sender, LinkConditions conditions) => $"Not carried over: the link '{sender.Link.Name}' from '{sender.Node.Name}': {ConditionsText.Of(conditions)}.";

    internal static string ToComments(IEnumerable<string> lines) =>
        string.Concat(lines.Select(line => $"# {string.Concat(line.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? '?' : character))}\n"));
}
