"""Common names, by where they are common, out of which officials' names are put together.

Nobody is meant: each is a given and a family name drawn independently.
"""

from __future__ import annotations

NAMES = {
    "afghan": (
        "Ahmad Farid Habib Jawad Karim Laila Mariam Nasrin Omid Rahela Sohrab Zahra",
        "Ahmadzai Azizi Ghafari Hakimi Karimi Nazari Noori Popal Rasuli Stanekzai Wardak Yusufi",
    ),
    "arab": (
        "Ahmad Amal Bilal Fatima Hassan Huda Khalid Layla Nadia Omar Rania Yusuf Zaid Salma",
        "Al-Amin Al-Hashimi Al-Jabiri Al-Khatib Darwish Haddad Khalil Mansour Nasser Qasim Saleh",
    ),
    "bengali": (
        "Abdul Ayesha Farhana Habib Imran Jahanara Kamal Mahmud Nasima Rafiq Sabina Shahin Tania",
        "Ahmed Akter Alam Begum Bhuiyan Das Haque Hossain Islam Khatun Miah Rahman Sultana Uddin",
    ),
    "bhutanese": ("Chencho Deki Dorji Karma Pema Sonam Tshering", "Choden Lhamo Namgay Tobgay"),
    "burmese": (
        "Aung Hla Khin Kyaw May Min Mya Nanda Ohnmar Phyo Su Thida Zaw",
        "Aye Htun Lin Maung Moe Myint Naing Oo Soe Than Thein Win",
    ),
    "chinese": (
        "Fang Hao Jing Jun Lan Lei Mei Ming Ning Qiang Wei Xin Yan Yi",
        "Chen Gao He Huang Li Lin Liu Sun Wang Wu Xu Yang Zhang Zhou",
    ),
    "english": (
        "Alice Andrew Claire Daniel Emma Fiona Grace Helen James Louise Mark Peter Sarah Tom",
        "Baker Campbell Carter Edwards Hughes Kelly Morgan Murray Parker Reid Stewart Turner Walsh",
    ),
    "filipino": (
        "Angelica Antonio Carlo Divina Eduardo Jocelyn Joel Leonora Marites Noel Rico Rosario",
        "Aquino Bautista Cruz Dela-Cruz Flores Garcia Mendoza Ramos Reyes Santos Soriano Torres",
    ),
    "french": ("Aline Didier Élodie Gaston Mireille", "Bouquet Leroux Naisseline Wamytan"),
    "indian": (
        "Amit Anjali Deepak Geeta Kavita Manoj Neha Priya Rajesh Ravi Sanjay Sunita Suresh Vijay",
        "Agarwal Bose Chauhan Das Gupta Iyer Joshi Kumar Mehta Nair Patel Rao Sharma Singh Verma",
    ),
    "indonesian": (
        (
            "Adi Agus Ayu Bambang Budi Citra Dewi Dian Eko Fitri Hendra Indah Joko Lestari Made "
            "Nur Putri Rini Siti Wahyu"
        ),
        (
            "Gunawan Halim Kurniawan Kusuma Lubis Nasution Permana Pratama Purnomo Rahayu Santoso "
            "Saputra Setiawan Suharto Sutanto Utami Wibowo Wijaya"
        ),
    ),
    "iranian": (
        "Ali Arash Farzaneh Hamid Leila Mehdi Mina Parisa Reza Shirin",
        "Ahmadi Ebrahimi Hosseini Jafari Moradi Rezaei Sadeghi Tehrani",
    ),
    "japanese": ("Akiko Hiroshi Kenji Naoko Takashi Yumi", "Ito Kato Sato Suzuki Tanaka Yamada"),
    "khmer": (
        "Bopha Chanthou Dara Kosal Maly Phalla Rithy Sokha Sophea Vanna",
        "Chea Chhim Heng Keo Lim Nhem Pen Sok Sin Touch",
    ),
    "korean": ("Eun-ji Hyun-woo Ji-won Min-su Seo-yeon Sung-ho", "Choi Jung Kang Kim Lee Park"),
    "lao": (
        "Bounmy Chanthala Keo Khamla Manivanh Noy Somchit Vilay",
        "Inthavong Keomany Phommachanh Sayavong Sisouk Vongsa",
    ),
    "malay": (
        "Aisyah Azman Faizal Farah Hakim Hanis Ismail Kumar Mei-Ling Nurul Rosli Siti Suresh",
        "Abdullah Ahmad Chong Hamid Hassan Ibrahim Ismail Lee Osman Rahman Rajan Salleh Tan Yusof",
    ),
    "maldivian": ("Aishath Ahmed Fathimath Hussain Ibrahim Mariyam", "Adam Latheef Naseem Shareef"),
    "mongolian": ("Bat Bolormaa Ganbold Narantuya Saruul Temüülen", "Dorj Ganzorig Otgon Tömör"),
    "nepali": (
        "Anita Bishnu Deepa Hari Kamala Prakash Ram Sita Sunil",
        "Adhikari Bhattarai Gurung Karki Koirala Rai Shrestha Thapa",
    ),
    "pacific": (
        "Alofa Ana David Elena Ioane John Losalini Mary Mele Peni Ruth Samuela Sione Tevita Tomasi",
        "Faleolo Kaltak Kalo Kila Maka Ratu Tabai Tamate Taufa Tekanene Tuimaka Vula Waqa Wale",
    ),
    "pakistani": (
        "Adnan Asma Bilal Bushra Faisal Hina Imran Khadija Naveed Rukhsana Sadia Tariq Usman",
        "Abbasi Ahmed Akhtar Bhatti Butt Chaudhry Hussain Iqbal Khan Malik Mirza Qureshi Shah",
    ),
    "sinhala": (
        (
            "Anoma Asanka Chamari Dilini Kamal Lakmal Malini Nimal Priyantha Rajini Selvam Sunil "
            "Tharanga"
        ),
        (
            "Bandara Dissanayake Fernando Gunasekara Jayawardena Kumar Perera Rajapakse Ratnayake "
            "Silva Sivakumar Weerasinghe"
        ),
    ),
    "thai": (
        (
            "Achara Anan Apinya Chai Kanya Krit Nanthida Narong Niran Pranee Prasit Ratana Somchai "
            "Suda Wanida Wichai"
        ),
        (
            "Boonsri Chaiyaporn Charoensuk Intharat Jaidee Kaewmanee Phromma Saelim Sangthong "
            "Srisuk Suwan Thongchai Wongsa"
        ),
    ),
    "timorese": ("Domingas Filomena João José Luís Maria", "da-Costa Gusmão Soares Ximenes"),
    "turkish": ("Ayşe Elif Emre Hakan Mehmet Zeynep", "Aydemir Çelik Demir Kaya Öztürk Şahin"),
    "vietnamese": (
        "Anh Binh Dung Hanh Hoa Hung Lan Linh Long Mai Nam Phuong Thao Tuan",
        "Bui Dang Do Hoang Le Ngo Nguyen Pham Phan Tran Vo Vu",
    ),
}
"""Given names and family names."""
