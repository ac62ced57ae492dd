using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Reads encapsulations in the words of ip-route(8), those that it takes and those that it prints.</summary>
internal static class EncapsulationParser
{
    internal static RouteEncapsulation Read(Words words)
    {
        string type = words.Next();
        return type switch
        {
            "mpls" => ReadMpls(words),
            "seg6" => ReadSegmentRouting(words),
            _ => throw words.Error($"The encapsulation {PrintableText.Quote(type)} cannot be read"),
        };
    }

    private static MplsEncapsulation ReadMpls(Words words)
    {
        string word = words.Next();
        List<int> labels = [];
        foreach (string label in word.Split('/'))
        {
            labels.Add(int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw words.Error($"{PrintableText.Quote(word)} is not a stack of labels"));
        }

        return new MplsEncapsulation(labels) { TimeToLive = words.Take("ttl") ? (int)words.Number(1, byte.MaxValue) : null };
    }

    private static SegmentRoutingEncapsulation ReadSegmentRouting(Words words)
    {
        if (!words.Take("mode"))
        {
            throw words.Error("An encapsulation seg6 starts with its mode");
        }

        string name = words.Next();
        SegmentRoutingMode mode = words.Known(
            Enum.GetValues<SegmentRoutingMode>().Where(mode => SegmentRoutingEncapsulation.ModeName(mode) == name).Select(mode => (SegmentRoutingMode?)mode).FirstOrDefault(), name);
        if (!words.Take("segs"))
        {
            throw words.Error("The segments follow the mode");
        }

        List<IPAddress> segments = [];
        if (int.TryParse(words.Peek, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            // As it is printed: the number of entries, then the entries in brackets.
            words.Next();
            if (!words.Take("["))
            {
                throw words.Error("The segments are in brackets");
            }

            while (!words.Take("]"))
            {
                segments.Add(words.Address());
            }

            if (mode == SegmentRoutingMode.Inline && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
        }
        else
        {
            string list = words.Next();
            foreach (string segment in list.Split(','))
            {
                segments.Add(IPAddress.TryParse(segment, out IPAddress? address) ? address : throw words.Error($"{PrintableText.Quote(list)} is not a list of segments"));
            }
        }

        return new SegmentRoutingEncapsulation(mode, segments);
    }
}
