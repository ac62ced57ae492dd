namespace LinuxNamespaces.Lab;

/// <summary>Where the nodes of a drawing are: nodes push each other away, and links pull (Fruchterman and Reingold). It starts from a circle, so that the result is always the same.</summary>
internal sealed class DrawingLayout
{
    // So many steps for a hundred nodes; fewer for more, as a step takes the square.
    private const int Steps = 300;
    private const int FullSteps = 100;
    private const int MinSteps = 20;
    private readonly (double X, double Y)[] _places;

    internal DrawingLayout(NetworkLab lab, double distance)
    {
        int count = lab.Nodes.Count;
        double radius = distance * Math.Max(1, Math.Sqrt(count));
        _places = [.. Enumerable.Range(0, count).Select(i => (radius * Math.Cos(Math.Tau * i / count), radius * Math.Sin(Math.Tau * i / count)))];
        (int First, int Second)[] links = [.. lab.Links.Select(link => (link.First.Node.Number - 1, link.Second.Node.Number - 1))];
        int steps = count <= FullSteps ? Steps : Math.Max(MinSteps, (int)((long)Steps * FullSteps * FullSteps / ((long)count * count)));
        for (int step = 0; step < steps; step++)
        {
            Move(links, distance, radius * (1 - (double)step / steps) / 5);
        }
    }

    internal (double X, double Y) this[LabNode node] => _places[node.Number - 1];

    internal (double Left, double Top, double Right, double Bottom) Bounds => _places.Length == 0
        ? (0, 0, 0, 0)
        : (_places.Min(place => place.X), _places.Min(place => place.Y), _places.Max(place => place.X), _places.Max(place => place.Y));

    private void Move((int First, int Second)[] links, double distance, double limit)
    {
        (double X, double Y)[] forces = new (double, double)[_places.Length];
        for (int i = 0; i < _places.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (double x, double y, double length) = Between(i, j);
                Pull(forces, i, j, x, y, -distance * distance / (length * length));
            }
        }

        foreach ((int first, int second) in links)
        {
            (double x, double y, double length) = Between(first, second);
            Pull(forces, first, second, x, y, length / distance);
        }

        for (int i = 0; i < _places.Length; i++)
        {
            double force = Math.Max(1e-9, Math.Sqrt(forces[i].X * forces[i].X + forces[i].Y * forces[i].Y));
            double step = Math.Min(force, limit) / force;
            _places[i] = (_places[i].X + forces[i].X * step, _places[i].Y + forces[i].Y * step);
        }
    }

    private (double X, double Y, double Length) Between(int one, int other)
    {
        (double x, double y) = (_places[other].X - _places[one].X, _places[other].Y - _places[one].Y);
        return (x, y, Math.Max(0.01, Math.Sqrt(x * x + y * y)));
    }

    private static void Pull((double X, double Y)[] forces, int one, int other, double x, double y, double factor)
    {
        forces[one] = (forces[one].X + x * factor, forces[one].Y + y * factor);
        forces[other] = (forces[other].X - x * factor, forces[other].Y - y * factor);
    }
}
