// A shop with two web servers, and a customer at home who buys while the network gets worse and better again:
//
//   customer ---- home ---- router ---- internet ---- web1
//                                            |
//                                            +------- web2
//
// The customer asks the server that answered last, and the other one when no answer comes in time. Everything is in this process: two Kestrel servers and
// an HttpClient, each on a host with a network of its own. Read on from Story: it has the lab and the faults.
using LinuxNamespaces.Samples;

const string Name = "ChaosLab";
const string Report = "--report";
const string ReportFile = "ChaosLab.html";

return await Sample.RunAsync(
    Name,
    "Buys in a shop with two servers while the network between them fails, and tells how it went. On a terminal the display is live.",
    [(Report, $"Also write {ReportFile}: the lab, the time line and the summary.")],
    args,
    RunAsync);

static async Task RunAsync(Sample sample)
{
    await using Story story = await Story.BeginAsync(sample.Stop);
    await (Console.IsOutputRedirected ? LineView.ShowAsync(story, sample.Stop) : LiveView.ShowAsync(story, sample.Stop));
    Summary.Write(story);
    if (sample.Has(Report))
    {
        await File.WriteAllTextAsync(ReportFile, HtmlReport.Create(story), sample.Stop);
        Steps.Title($"{ReportFile} has the time line.");
    }
}
