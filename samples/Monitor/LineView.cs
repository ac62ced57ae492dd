namespace LinuxNamespaces.Samples;

/// <summary>Prints lines, for a file or another program.</summary>
internal sealed class LineView : View
{
    public override void Write(string line) => Console.WriteLine(line);

    public override async Task ShowAsync(RateMeter meter, CancellationToken end)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        while (await WaitAsync(timer, end))
        {
            foreach (RateMeter.Rate rate in meter.Measure())
            {
                Console.WriteLine($"{"[RATE]",-10}{rate.Link,-16} in {RateMeter.Rate.Text(rate.Received),12}  out {RateMeter.Rate.Text(rate.Sent),12}");
            }
        }
    }
}
