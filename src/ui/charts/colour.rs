//! Colours that are computed rather than named: the heatmaps' ramps; pure.

/// Red, green and blue, 0 to 255 each, in sRGB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rgb(pub [f32; 3]);

impl Rgb {
    /// Reads a computed colour, which browsers write as `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.4)` or
    /// `color(srgb 0.1 0.2 0.3)`.
    pub fn from_css(text: &str) -> Option<Self> {
        let inside = text.trim().split_once('(')?.1.trim_end_matches(')');
        let (inside, unit) = match inside.strip_prefix("srgb") {
            Some(numbers) => (numbers, 255.0),
            None => (inside, 1.0),
        };
        let mut numbers = inside
            .split([' ', ',', '/'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<f32>().map(|number| number * unit));
        let mut next = || numbers.next()?.ok();
        Some(Rgb([next()?, next()?, next()?]))
    }

    /// The colour a share of the way to another, even in lightness to the eye: mixed in Oklab (Ottosson 2020).
    pub fn mix(self, other: Rgb, share: f32) -> Rgb {
        let (from, to) = (self.to_oklab(), other.to_oklab());
        let share = share.clamp(0.0, 1.0);
        Rgb::from_oklab([0, 1, 2].map(|axis| from[axis] + (to[axis] - from[axis]) * share))
    }

    fn to_oklab(self) -> [f32; 3] {
        let [r, g, b] = self.0.map(|channel| linear(channel / 255.0));
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        [
            0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        ]
    }

    fn from_oklab([lightness, a, b]: [f32; 3]) -> Self {
        let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
        let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
        let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
        Rgb([
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
        .map(|channel| gamma(channel.clamp(0.0, 1.0)) * 255.0))
    }
}

/// sRGB's transfer function, undone (IEC 61966-2-1).
fn linear(channel: f32) -> f32 {
    if channel <= 0.04045 {
        channel / 12.92
    } else {
        ((channel + 0.055) / 1.055).powf(2.4)
    }
}

/// sRGB's transfer function.
fn gamma(channel: f32) -> f32 {
    if channel <= 0.003_130_8 {
        channel * 12.92
    } else {
        1.055 * channel.powf(1.0 / 2.4) - 0.055
    }
}

/// How many colours there are for runs; the stylesheet calls them `--run-0` and so on.
pub const RUN_COLOURS: usize = 8;

/// The class that gives whatever stands for a run its colour, as `--run`.
pub fn run_class(colour: usize) -> String {
    format!("run-{}", colour % RUN_COLOURS)
}

/// The colour for one more run beside those that have these: the first of the least worn ones.
pub fn next_run_colour(worn: &[usize]) -> usize {
    let times = |colour: &usize| worn.iter().filter(|other| *other == colour).count();
    (0..RUN_COLOURS).min_by_key(times).unwrap_or_default()
}

/// Colours for values from −1 to 1: one end, the middle at 0, the other end; in 511 steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Ramp {
    colours: Vec<[u8; 4]>,
}

impl Ramp {
    /// Steps on each side of zero.
    const STEPS: usize = 255;

    /// A ramp from `negative` through `zero` to `positive`.
    pub fn new(negative: Rgb, zero: Rgb, positive: Rgb) -> Self {
        let colours = (0..=2 * Self::STEPS)
            .map(|index| {
                let value = index as f32 / Self::STEPS as f32 - 1.0;
                let end = if value < 0.0 { negative } else { positive };
                let Rgb([r, g, b]) = zero.mix(end, value.abs());
                [r.round() as u8, g.round() as u8, b.round() as u8, 255]
            })
            .collect();
        Ramp { colours }
    }

    /// Red, green, blue and opacity for a value; beyond ±1 it is the end's.
    pub fn colour(&self, value: f32) -> [u8; 4] {
        let value = if value.is_finite() {
            value.clamp(-1.0, 1.0)
        } else {
            0.0
        };
        self.colours[((value + 1.0) * Self::STEPS as f32).round() as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_colours_are_read() {
        assert_eq!(
            Rgb::from_css("rgb(1, 20, 255)"),
            Some(Rgb([1.0, 20.0, 255.0]))
        );
        assert_eq!(
            Rgb::from_css("rgba(1, 20, 255, 0.5)"),
            Some(Rgb([1.0, 20.0, 255.0]))
        );
        assert_eq!(
            Rgb::from_css("color(srgb 0 1 0.5)"),
            Some(Rgb([0.0, 255.0, 127.5]))
        );
        assert_eq!(Rgb::from_css("transparent"), None);
    }

    #[test]
    fn one_more_run_takes_a_colour_that_is_free() {
        assert_eq!(next_run_colour(&[]), 0);
        assert_eq!(next_run_colour(&[0, 1, 3]), 2);
        let all: Vec<usize> = (0..RUN_COLOURS).chain([0]).collect();
        assert_eq!(next_run_colour(&all), 1);
    }

    /// A custom property's value in the light and in the dark.
    fn token(css: &str, name: &str) -> [Rgb; 2] {
        let start = format!("  --{name}: light-dark(");
        let value = css.split(&start).nth(1).unwrap().split(')').next().unwrap();
        let colours: Vec<Rgb> = value
            .split(", #")
            .map(|digits| {
                let number = u32::from_str_radix(digits.trim_start_matches('#'), 16).unwrap();
                Rgb([number >> 16, (number >> 8) & 255, number & 255].map(|byte| byte as f32))
            })
            .collect();
        [colours[0], colours[1]]
    }

    /// WCAG's contrast of two colours.
    fn contrast(first: Rgb, second: Rgb) -> f32 {
        let luminance = |Rgb(channels): Rgb| {
            let [r, g, b] = channels.map(|channel| linear(channel / 255.0));
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (first, second) = (luminance(first), luminance(second));
        first.max(second) / first.min(second)
    }

    #[test]
    fn runs_can_be_told_apart_and_read_in_the_light_and_in_the_dark() {
        let css = include_str!("../../../www/styles/tokens.css");
        let colours: Vec<[Rgb; 2]> = (0..RUN_COLOURS)
            .map(|colour| token(css, &run_class(colour)))
            .collect();
        let grounds = ["paper", "surface", "sunken"].map(|name| token(css, name));
        for theme in [0, 1] {
            for (index, colour) in colours.iter().enumerate() {
                for ground in grounds {
                    let contrast = contrast(colour[theme], ground[theme]);
                    assert!(contrast >= 4.5, "--run-{index}, theme {theme}: {contrast}");
                }
                for other in &colours[..index] {
                    let [one, two] = [colour, other].map(|colour| colour[theme].to_oklab());
                    let axes = [0, 1, 2].map(|axis| (one[axis] - two[axis]).powi(2));
                    let distance = axes.iter().sum::<f32>().sqrt();
                    assert!(distance >= 0.13, "--run-{index}, theme {theme}: {distance}");
                }
            }
        }
    }

    #[test]
    fn mixing_keeps_the_ends() {
        let (white, blue) = (Rgb([255.0; 3]), Rgb([10.0, 60.0, 140.0]));
        for (share, expected) in [(0.0, white), (1.0, blue)] {
            let mixed = white.mix(blue, share);
            for axis in 0..3 {
                assert!((mixed.0[axis] - expected.0[axis]).abs() < 0.5, "{mixed:?}");
            }
        }
    }

    #[test]
    fn a_ramp_darkens_evenly() {
        let ramp = Ramp::new(
            Rgb([180.0, 80.0, 10.0]),
            Rgb([255.0; 3]),
            Rgb([10.0, 60.0, 140.0]),
        );
        let lightness = |value: f32| {
            let [r, g, b, _] = ramp.colour(value).map(f32::from);
            Rgb([r, g, b]).to_oklab()[0]
        };
        let steps: Vec<f32> = (0..10)
            .map(|index| lightness(index as f32 / 10.0) - lightness((index + 1) as f32 / 10.0))
            .collect();
        assert!(steps.iter().all(|step| *step > 0.0));
        let largest = steps.iter().copied().fold(0.0, f32::max);
        let smallest = steps.iter().copied().fold(1.0, f32::min);
        assert!(largest < 1.3 * smallest, "{steps:?}");
        assert_eq!(ramp.colour(f32::NAN), ramp.colour(0.0));
        assert_eq!(ramp.colour(7.0), ramp.colour(1.0));
    }
}
