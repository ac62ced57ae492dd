using System.Diagnostics;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Glue;

public sealed class FailedTestTests : LabTest
{
    [Fact]
    public async Task A_test_that_fails_has_its_lab_attached()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lab");
        try
        {
            string report = Path.Combine(directory.FullName, "report.xml");
            ProcessStartInfo info = new(Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.Lab.Tests"), ["-noColor", "-class", typeof(FailingTests).FullName!, "-explicit", "only", "-xml", report])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(info)!;
            string output = await process.StandardOutput.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            process.ExitCode.Should().NotBe(0, output);
            XElement test = XDocument.Load(report).Descendants("test").Single();
            test.Attribute("result")!.Value.Should().Be("Fail");
            test.Descendants("attachment").Select(attachment => attachment.Attribute("name")!.Value).Should().BeEquivalentTo(["lab.svg", "lab.json", "lab-events.jsonl", "a_b.pcapng"]);
            string capture = Path.Combine(directory.FullName, "a_b.pcapng");
            await File.WriteAllBytesAsync(capture, Convert.FromBase64String(test.Descendants("attachment").Single(attachment => attachment.Attribute("name")!.Value == "a_b.pcapng").Value), Token);
            (await PacketFile.ReadAsync(capture)).Should().MatchRegex(@"(?s)ICMP echo request.*ICMP echo reply.*ICMP echo request.*ICMP echo reply");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
