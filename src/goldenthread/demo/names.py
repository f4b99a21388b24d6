"""Lists of names to invent people from, by heritage; written for this project.

Any likeness to a living person is chance: a forename and a surname are drawn apart, and every
record made from them is marked invented.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Which list each ethnicity code of the school census draws from.
HERITAGE: dict[str, str] = {
    "WBRI": "british",
    "WIRI": "irish",
    "WIRT": "irish",
    "WROM": "roma",
    "WOTH": "european",
    "MWBC": "mixed",
    "MWBA": "mixed",
    "MWAS": "mixed",
    "MOTH": "mixed",
    "AIND": "indian",
    "APKN": "pakistani",
    "ABAN": "bangladeshi",
    "AOTH": "asian",
    "BCRB": "caribbean",
    "BAFR": "african",
    "BOTH": "african",
    "CHNE": "chinese",
    "OOTH": "arab",
    "REFU": "british",
    "NOBT": "british",
}

FORENAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "british": {
        "F": _words(
            "Ada Alice Amber Amelia Bethany Bonnie Brooke Caitlin Charlotte Chloe Connie Daisy"
            " Edie Eleanor Eliza Ella Ellie Elsie Emily Erin Esme Eva Evelyn Faith Faye Florence"
            " Freya Georgia Grace Gracie Harriet Heidi Hollie Imogen Isabelle Isla Ivy Jasmine"
            " Jessica Lacey Lara Lexi Lily Lola Lottie Lucy Maddison Maisie Martha Matilda Megan"
            " Mia Millie Molly Nancy Nellie Niamh Olive Olivia Orla Phoebe Poppy Robyn Rosie Ruby"
            " Scarlett Sienna Skye Sophie Summer Thea Tilly Violet Willow Zara"
        ),
        "M": _words(
            "Aaron Adam Albie Alex Alfie Archie Arlo Arthur Ashton Ben Blake Bobby Brandon Callum"
            " Cameron Charlie Connor Daniel Dexter Dylan Edward Elliot Ellis Ethan Evan Felix"
            " Finley Frankie Freddie George Gethin Harley Harrison Harry Harvey Henry Hugo Isaac"
            " Jack Jacob Jake James Jamie Jayden Jenson Joe Joshua Jude Kai Kieran Kyle Leo Lewis"
            " Liam Logan Louie Luca Lucas Luke Max Mason Morgan Nathan Noah Oliver Oscar Owen Ralph"
            " Reggie Reuben Rhys Riley Robin Roman Ronnie Rory Rowan Ryan Samuel Sebastian Sonny"
            " Stanley Taylor Ted Theo Thomas Toby Tyler William Zac"
        ),
    },
    "irish": {
        "F": _words("Aisling Aoife Bridget Ciara Clodagh Eimear Kathleen Maeve Nora Roisin Sinead"),
        "M": _words("Aidan Cian Cormac Declan Eoin Fergal Fintan Oisin Padraig Sean Tadhg"),
    },
    "roma": {
        "F": _words("Alexandra Bianca Denisa Elena Gabriela Ionela Larisa Maria Roxana Vanesa"),
        "M": _words("Adrian Cosmin David Denis Florin Ionut Marian Narcis Samuel Viorel"),
    },
    "european": {
        "F": _words(
            "Aleksandra Anna Beatriz Carla Daria Emilia Gabija Giulia Hanna Iza Julia Kamila Lena"
            " Magdalena Maja Mariana Nikola Oliwia Sofia Viktoria Wiktoria Zofia Zuzanna"
        ),
        "M": _words(
            "Adrian Alessandro Andrei Antoni Bartosz Dawid Diogo Filip Franciszek Jakub Jan Kacper"
            " Luca Marcel Mateusz Matei Mikolaj Nikodem Oskar Rafael Stefan Szymon Tomas Viktor"
        ),
    },
    "mixed": {
        "F": _words(
            "Aaliyah Alana Amaya Ava Carmen Eden Elise Imani Jada Kiara Laila Leah Maya Mila Naomi"
            " Nia Nyah Rhianna Sadie Sasha Sienna Talia Tiana Zoe"
        ),
        "M": _words(
            "Aiden Caleb Dominic Elijah Ezra Gabriel Isaiah Jaden Jordan Joel Kaleb Kobi"
            " Levi Malachi"
            " Marcus Micah Myles Nathaniel Reece Remi Tristan Xavier Zachary Zion"
        ),
    },
    "indian": {
        "F": _words(
            "Aanya Amrit Anaya Avneet Diya Gurleen Harleen Ishani Jasleen Kavya Kiran"
            " Manpreet Meera"
            " Navya Nisha Pooja Priya Riya Saanvi Simran Tanvi Trisha"
        ),
        "M": _words(
            "Aarav Aditya Amar Arjun Arun Dev Dilraj Gurdeep Harman Ishaan Jaskaran Karan"
            " Krish Manav"
            " Nikhil Rohan Sahib Samir Tej Veer Vihaan Yash"
        ),
    },
    "pakistani": {
        "F": _words(
            "Aisha Aleena Amina Anum Ayesha Fatima Hafsa Haleema Hira Iqra Khadija Laiba Mahnoor"
            " Maryam Noor Rabia Safa Sana Sumaya Umaima Zainab Zoya"
        ),
        "M": _words(
            "Abdullah Adeel Ahmed Ali Bilal Daniyal Faizan Haider Hamza Haris Hassan Ibrahim Idris"
            " Ismail Junaid Musa Mustafa Rayyan Saad Usman Yusuf Zain"
        ),
    },
    "bangladeshi": {
        "F": _words(
            "Afsana Anika Farzana Jannat Maisha Mehjabin Nafisa Nusrat Rahima Sadia Tahmina"
        ),
        "M": _words(
            "Abir Arif Fahim Imran Jubair Mahir Naeem Rafi Rahim Sajid Shakil Tahmid Zubair"
        ),
    },
    "asian": {
        "F": _words("Amara Anjali Binita Dilani Hanako Linh Mai Nilufar Parisa Sabina Suki Yasmin"),
        "M": _words(
            "Anil Bao Binod Dilan Farid Hiro Kamal Khoa Nuwan Omid Reza Sanjiv Suresh Tenzin"
        ),
    },
    "caribbean": {
        "F": _words(
            "Alesha Chanel Chantelle Danielle Keisha Kezia Latoya Monique Renee Shanice Tia"
        ),
        "M": _words(
            "Akeem Andre Curtis Dante Devon Jerome Kemar Leon Malik Rashad Shaquille Tyrell"
        ),
    },
    "african": {
        "F": _words(
            "Abena Adaeze Adesua Amina Ayaan Blessing Chidinma Efua Esther Fadzai Faith Fatou Hodan"
            " Ifeoma Makena Ngozi Ruvimbo Semira Temi Thandiwe Yewande Zahra"
        ),
        "M": _words(
            "Abdi Adeyemi Ayo Chidi David Emeka Emmanuel Farai Femi Ikenna Kelechi Kofi"
            " Kwame Mandla"
            " Obinna Olu Samuel Tafadzwa Tariku Tendai Tobi Yonas"
        ),
    },
    "chinese": {
        "F": _words("Anqi Chloe Fei Jiayi Jing Lihua Mei Ruoxi Shuang Xinyi Yan Yuxin Zihan"),
        "M": _words("Bowen Chen Haoran Jason Jun Kevin Lei Ming Peng Wei Yichen Zhihao Zixuan"),
    },
    "arab": {
        "F": _words("Alia Dalal Dina Farah Hanin Jana Lamar Layan Leila Nour Rana Rima Salma Yara"),
        "M": _words(
            "Adam Amir Anas Elias Fadi Hadi Jad Karim Majid Omar Rami Sami Tarek Yazan Ziad"
        ),
    },
}

SURNAMES: dict[str, tuple[str, ...]] = {
    "british": _words(
        "Adcock Allsop Archer Ashworth Atkin Bagshaw Barber Barlow Beardsley Bennett"
        " Birch Blackwell"
        " Booth Bradley Bramley Brammer Briggs Broadhurst Brown Buxton Calladine Carr Cartwright"
        " Chambers Clarke Clay Cooper Cotterill Cresswell Dakin Dale Davies Dawson Denby Dixon"
        " Drabble Eaton Elliott Ellis Evans Fearn Fisher Fletcher Flint Fox Foster Garner Gilbert"
        " Goodwin Gratton Green Gregory Hallam Hampson Hardwick Hardy Harris Harrison Haslam Hawley"
        " Heath Hibbert Hill Hobson Hodgkinson Holmes Hopkinson Howe Hudson Hulme Hunt Jackson"
        " Jennison Jepson Johnson Jones Kelsall Kirk Knight Lambert Lee Lees Limb Lomas Longden"
        " Lowe Marriott Marsden Marsh Mason Mather Mellor Middleton Mills Morris Moss Naylor"
        " Needham Newton Nuttall Ogden Oldfield Ollerenshaw Palmer Parkin Pearson Phillips Platts"
        " Plumtree Pollard Potter Prince Radford Redfern Rhodes Richards Roberts Robinson Rowland"
        " Salt Sanders Saxton Severn Sharpe Shaw Siddall Simpson Slack Smedley Smith Spencer Staley"
        " Statham Stone Storer Swain Taylor Thompson Tomlinson Towle Turner Twigg Vickers Wagstaff"
        " Walker Walton Ward Wardle Waterhouse Watson Webster Wheatcroft Wheeldon White Whitworth"
        " Wilcockson Williams Wilmot Wilson Winfield Wood Woolley Wragg Wright Yates Young"
    ),
    "irish": _words(
        "Brennan Connors Delaney Doherty Doran Farrell Flynn Gallagher Hanrahan Joyce Keane Maguire"
        " McCarthy McDonagh Nolan O'Brien O'Connell O'Neill Quinn Reilly Ward"
    ),
    "roma": _words("Balog Ciuraru Covaci Dudu Gabor Horvath Lakatos Mihai Moldovan Rostas Varga"),
    "european": _words(
        "Adamczyk Bianchi Costa Dabrowski Fernandes Gorski Ionescu Jankauskas Kaczmarek Kovacs"
        " Kowalczyk Lewandowski Marin Mazur Nowicki Pereira Petrov Popa Ricci Rossi Santos Schmidt"
        " Sikora Silva Stankevicius Szymanski Wisniewski Wojcik Zielinski"
    ),
    "mixed": _words(
        "Adeyemi-Clarke Bailey Barrett Bennett Campbell Carter Clarke Cole Davis Edwards Francis"
        " Gordon Grant Harvey Henry Hussain-Lee James Johnson King Lewis Mitchell Morgan Parker"
        " Patel-Shaw Reid Roberts Simpson Stewart Thomas Walters Wright"
    ),
    "indian": _words(
        "Bains Bhogal Chauhan Dhaliwal Dhillon Gill Gohil Iyer Johal Joshi Kaur Mistry Nair Panesar"
        " Parmar Patel Rai Rana Rao Sandhu Sharma Sidhu Singh Solanki Uppal Varma"
    ),
    "pakistani": _words(
        "Afzal Ahmed Akhtar Ali Ashraf Aziz Begum Bibi Butt Hussain Iqbal Javed Khan Mahmood Malik"
        " Mirza Nawaz Qureshi Rafiq Rashid Sadiq Saleem Shah Sheikh Yaqoob"
    ),
    "bangladeshi": _words("Ahmed Alam Begum Chowdhury Haque Islam Khatun Miah Rahman Sarkar Uddin"),
    "asian": _words(
        "Bui Fernando Gurung Haidari Jayasuriya Le Nguyen Perera Rai Rezaei Shrestha Tamang Tanaka"
        " Thapa Tran Vo"
    ),
    "caribbean": _words(
        "Bailey Blake Brown Campbell Clarke Daley Francis Gayle Gordon Grant Henry"
        " Lawrence McKenzie"
        " Morgan Nelson Palmer Powell Reid Samuels Thompson Walters Williams"
    ),
    "african": _words(
        "Abdi Abebe Achebe Addo Adeleke Afolabi Asante Banda Boateng Chikwanha Diallo Eze Gebre"
        " Hassan Kamara Mensah Mohamed Moyo Mutasa Ncube Nwosu Obi Ogunleye Okafor Okeke Oyelaran"
        " Sesay Tesfaye Warsame Yusuf"
    ),
    "chinese": _words(
        "Chan Chen Cheung Fung Ho Huang Lam Lau Li Lin Liu Ng Wang Wong Wu Yip Zhang"
    ),
    "arab": _words(
        "Abboud Al-Amin Aziz Barzani Darwish Fayed Ghanem Haddad Hamid Ibrahim Jaber Karimi Khalil"
        " Mansour Nasser Rahimi Saleh Sultan Youssef"
    ),
}

# A first language other than English, where a family of that heritage may speak one.
LANGUAGES: dict[str, tuple[str, ...]] = {
    "roma": ("Romani", "Romanian", "Slovak"),
    "european": ("Polish", "Romanian", "Portuguese", "Lithuanian", "Italian"),
    "indian": ("Panjabi", "Gujarati", "Hindi"),
    "pakistani": ("Urdu", "Panjabi"),
    "bangladeshi": ("Bengali",),
    "asian": ("Vietnamese", "Nepali", "Dari", "Tamil"),
    "african": ("Somali", "Tigrinya", "Yoruba", "Shona"),
    "chinese": ("Cantonese", "Mandarin"),
    "arab": ("Arabic", "Kurdish", "Farsi"),
}

STREETS = _words(
    "Alder Anvil Barley Beacon Bramble Bridge Canal Castle Chapel Church Clover Coppice Corn"
    " Cotton Cromwell Dale Derwent Elm Farrier Fern Field Forge Foundry Garden Gorse"
    " Grange Hawthorn"
    " Hazel Heather Hill Hollow Ivy Juniper Kiln Lace Larch Lime Linden Loom Meadow"
    " Mill Moor Nettle"
    " Oak Orchard Park Pear Pinfold Plover Poplar Quarry Rowan Rye School Shuttle Spinney Station"
    " Stone Tannery Teasel Thistle Tram Vale Water Weaver Well Willow Windmill Wharf Wood Wren Yew"
)
STREET_KINDS = ("Street", "Road", "Lane", "Avenue", "Close", "Drive", "Way", "Crescent", "Rise")
PLACES = _words(
    "Aldermoor Ambridge Ashcombe Barrowdale Beckford Birchover Brackenhall Calderby Carrwood"
    " Coldwell Cressbrook Darleywood Eastmoor Elmstead Fallowfield Fernley Gorsehill Harebrook"
    " Hathersea Hollinwell Ironfield Kedlebrook Kingsmoor Larkhill Limeford Millbeck Monkwell"
    " Netherdale Oakerby Ottercliffe Pinderford Quarndale Ravenfield Riddlesworth Sawley Shirebeck"
    " Stonebrook Swarkley Thornhay Tideswood Underhill Wessbrook Westmere Whitcroft"
    " Wingfold Wyebridge"
)
