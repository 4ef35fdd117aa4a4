using System.Security.Cryptography;
using System.Text;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Media;

/// <summary>A small playable video and its cover.</summary>
internal sealed record Clip(string Name, byte[] Video, byte[] Cover)
{
    public string VideoTag { get; } = TagOf(Video);

    public string CoverTag { get; } = TagOf(Cover);

    private static string TagOf(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"";
}

/// <summary>The clips in the assembly; a task always gets the same one, its neighbours others.</summary>
internal sealed class ClipLibrary
{
    private readonly Clip[] wide = Load("wide-1", "wide-2", "wide-3");
    private readonly Clip[] tall = Load("tall-1", "tall-2");

    public IReadOnlyList<Clip> All => [.. wide, .. tall];

    public Clip For(VideoTask task)
    {
        var shelf = task.Order.Portrait ? tall : wide;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(task.Id));
        return shelf[hash[0] % shelf.Length];
    }

    private static Clip[] Load(params ReadOnlySpan<string> names)
    {
        var clips = new Clip[names.Length];
        for (var i = 0; i < clips.Length; i++)
        {
            clips[i] = new Clip(names[i], Resource($"{names[i]}.mp4"), Resource($"{names[i]}.jpg"));
        }

        return clips;
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ClipLibrary).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The clip {name} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
