using System.Text;
using Xunit;

namespace LinuxNamespaces.Lab;

/// <summary>Attaches what a lab is and what happened in it to the current test.</summary>
public static class LabAttachments
{
    /// <summary>
    /// Attaches <c>lab.svg</c>, <c>lab.json</c>, the event log <c>lab-events.jsonl</c> and, if the lab captures its links, a file with the last frames of each link such as
    /// <c>web-lan.pcapng</c> to the current test, in place of earlier ones.
    /// </summary>
    /// <param name="lab">The lab.</param>
    /// <exception cref="InvalidOperationException">No test runs.</exception>
    public static void Add(NetworkLab lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ITestContext test = TestContext.Current;
        test.AddAttachment("lab.svg", Encoding.UTF8.GetBytes(lab.ToSvg()), true, "image/svg+xml");
        test.AddAttachment("lab.json", Encoding.UTF8.GetBytes(lab.ToJson()), true, "application/json");
        test.AddAttachment("lab-events.jsonl", Encoding.UTF8.GetBytes(lab.Log.ToJsonLines()), true, "application/jsonl");
        foreach (LabLink link in lab.Capture?.Links ?? [])
        {
            using MemoryStream frames = new();
            lab.Capture!.Write(link, frames);
            test.AddAttachment($"{FileNameOf(link)}.pcapng", frames.ToArray(), true, "application/x-pcapng");
        }
    }

    /// <summary>Attaches a file, such as a capture, to the current test.</summary>
    /// <param name="path">The file, which is read at once.</param>
    /// <param name="mediaType">What the file contains. Defaults to <c>application/octet-stream</c>.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">No test runs.</exception>
    public static void Add(string path, string mediaType = "application/octet-stream") =>
        TestContext.Current.AddAttachment(Path.GetFileName(path), File.ReadAllBytes(path), true, mediaType);

    // A link has any name.
    private static string FileNameOf(LabLink link) => string.Concat(link.Name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' ? character : '_'));
}
