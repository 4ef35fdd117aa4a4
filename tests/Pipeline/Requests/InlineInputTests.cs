using System.Text.Json.Nodes;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Requests;

public sealed class InlineInputTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
    private static readonly byte[] Webp = [.. "RIFF"u8, 1, 0, 0, 0, .. "WEBP"u8, 1];
    private static readonly byte[] Gif = [.. "GIF89a"u8, 1];
    private static readonly byte[] Bmp = [.. "BM"u8, .. new byte[30]];

    public static TheoryData<string, byte[], string, string> Images() => new()
    {
        { "image/png", Png, "image/png", "png" },
        { "image/jpeg", Jpeg, "image/jpeg", "jpg" },
        { "image/jpg", Jpeg, "image/jpeg", "jpg" },
        { "IMAGE/PNG", Png, "image/png", "png" },
        { "image/webp", Webp, "image/webp", "webp" },
        { "image/gif", Gif, "image/gif", "gif" },
        { "image/bmp", Bmp, "image/bmp", "bmp" },
        { "image/png;charset=x", Png, "image/png", "png" },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void Inline_image_is_decoded_when_its_bytes_are_what_it_says(string type, byte[] bytes, string contentType, string extension)
    {
        var reading = Read(DataUri(type, bytes));

        var inline = Assert.Single(reading.InlineInputs);
        Assert.Equal(("first_frame", contentType, extension), (inline.Field, inline.ContentType, inline.Extension));
        Assert.Equal(bytes, inline.Bytes.ToArray());
    }

    public static TheoryData<string, string> Wrong() => new()
    {
        { "data:,hello", "invalid_data_uri" },
        { "data:image/png,hello", "invalid_data_uri" },
        { "data:image/png;base64", "invalid_data_uri" },
        { "data:image/png;base64,", "invalid_data_uri" },
        { "data:image/png;base64,@@@@", "invalid_data_uri" },
        { "data:image/png;base64,iVBOR", "invalid_data_uri" },
        { "data:image/svg+xml;base64,PHN2Zz4=", "unsupported_media_type" },
        { "data:text/html;base64,PHN2Zz4=", "unsupported_media_type" },
        { "data:;base64,PHN2Zz4=", "unsupported_media_type" },
        { DataUri("image/png", Jpeg), "media_type_mismatch" },
        { DataUri("image/jpeg", Png), "media_type_mismatch" },
        { DataUri("image/webp", [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8]), "media_type_mismatch" },
        { DataUri("image/png", [0x89]), "media_type_mismatch" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Inline_image_is_refused_when_it_is_not_what_it_says(string value, string code)
    {
        var error = Assert.Single(Read(value).Problem!.Errors);

        Assert.Equal(("first_frame", code), (error.Field, error.Code));
    }

    [Fact]
    public void Inline_image_may_have_ten_megabytes_and_no_byte_more()
    {
        var limit = new RequestRules().MaxInlineBytes;
        byte[] largest = [.. Png, .. new byte[limit - Png.Length]];

        Assert.True(Read(DataUri("image/png", largest)).IsValid);
        Assert.Equal("input_too_large", Read(DataUri("image/png", [.. largest, 0])).Problem!.Errors[0].Code);
        Assert.Equal("input_too_large", Read(DataUri("image/png", [.. largest, .. new byte[1000]])).Problem!.Errors[0].Code);
    }

    [Fact]
    public void Inline_images_are_replaced_by_field()
    {
        var json = new JsonObject
        {
            ["prompt"] = "p",
            ["first_frame"] = DataUri("image/png", Png),
            ["last_frame"] = "https://a/l.png",
            ["reference_images"] = new JsonArray("https://a/0.png", DataUri("image/jpeg", Jpeg)),
            ["reference_videos"] = new JsonArray(new JsonObject { ["url"] = "https://a/v.mp4", ["duration"] = 3 }),
            ["reference_audios"] = new JsonArray("https://a/a.mp3"),
        };

        var reading = VideoRequestReader.Read(json, new RequestRules());
        var moved = reading.Request!.WithInputs(reading.InlineInputs.ToDictionary(i => i.Field, i => $"blob://pipeline/inputs/j/{i.Field}.{i.Extension}"));

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["first_frame"] = "blob://pipeline/inputs/j/first_frame.png",
                ["last_frame"] = "https://a/l.png",
                ["reference_images[0]"] = "https://a/0.png",
                ["reference_images[1]"] = "blob://pipeline/inputs/j/reference_images[1].jpg",
                ["reference_videos[0]"] = "https://a/v.mp4",
                ["reference_audios[0]"] = "https://a/a.mp3",
            },
            moved.Inputs().ToDictionary());
        Assert.Equal(3, moved.ReferenceVideos[0].Duration);
    }

    private static string DataUri(string type, byte[] bytes) => $"data:{type};base64,{Convert.ToBase64String(bytes)}";

    private static RequestReading Read(string firstFrame) =>
        VideoRequestReader.Read(new JsonObject { ["prompt"] = "p", ["first_frame"] = firstFrame }, new RequestRules());
}
